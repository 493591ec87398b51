"""Named additions: per sample, against numbers computed by hand."""

from __future__ import annotations

import math

import pytest
import torch

from gan_core.losses.terms import class_term, pixel_term


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
