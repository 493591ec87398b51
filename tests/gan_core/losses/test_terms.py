"""Named additions: per sample, against numbers computed by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from gan_core.losses.terms import class_term, edge_term, pixel_term, weight_term


def test_the_class_term_is_the_weighted_cross_entropy_of_each_sample() -> None:
    logits = torch.tensor([[0.0, 0.0], [math.log(3.0), 0.0]])
    got = class_term(logits, torch.tensor([0, 0]), weight=2)
    assert got.tolist() == pytest.approx([2 * math.log(2), 2 * math.log(4 / 3)])


@pytest.mark.parametrize("missing", ["classes", "labels"])
def test_the_class_term_says_what_it_lacks(missing: str) -> None:
    given = {"classes": torch.zeros(2, 3), "labels": torch.zeros(2, dtype=torch.long)}
    with pytest.raises(ValueError, match="a D that classifies and a batch with labels"):
        class_term(**{**given, missing: None})


def test_the_pixel_term_is_a_mean_over_each_picture() -> None:
    made, wanted = torch.zeros(2, 1, 2, 2), torch.zeros(2, 1, 2, 2)
    made[1, 0, 0, 0] = -4
    assert pixel_term(made, wanted, weight=3).tolist() == [0, 3]


def test_the_edge_term_compares_how_steep_edges_are_down_and_across() -> None:
    step = torch.tensor([[0.0, 1.0], [0.0, 1.0]]).expand(1, 1, 2, 2)
    flat = torch.zeros(1, 1, 2, 2)
    assert edge_term(step, flat, weight=3).tolist() == [3]
    assert edge_term(1 - step, step).tolist() == [0]
    assert edge_term(step.transpose(2, 3), step).tolist() == [2]


def test_the_edge_term_counts_blur_that_l1_takes_lightly() -> None:
    sharp = torch.zeros(1, 1, 4, 4)
    sharp[..., 2:] = 1
    blurred = torch.tensor([0, 0.25, 0.75, 1]).expand(1, 1, 4, 4)
    brighter = sharp + 0.125
    assert pixel_term(blurred, sharp) == pixel_term(brighter, sharp)
    assert edge_term(blurred, sharp) > edge_term(brighter, sharp) == 0


def test_weight_decay_is_half_of_all_squares() -> None:
    layer = nn.Linear(2, 1)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[3.0, -1.0]]))
        layer.bias.fill_(2.0)
    assert weight_term(layer, 0.5).item() == pytest.approx(0.5 * (9 + 1 + 4) / 2)
