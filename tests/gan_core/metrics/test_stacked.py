from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from gan_core.metrics.reference import reference
from gan_core.metrics.score import score_items
from gan_core.metrics.stacked import modes_and_kl, read_numbers, uniform_floor


def test_kl_of_known_shares() -> None:
    assert modes_and_kl(torch.arange(1000)) == (1000, pytest.approx(0, abs=1e-12))
    found, divergence = modes_and_kl(torch.zeros(50, dtype=torch.int64))
    assert (found, divergence) == (1, pytest.approx(math.log(1000)))
    half = torch.arange(500).repeat(4)
    assert modes_and_kl(half) == (500, pytest.approx(math.log(2)))


@pytest.mark.parametrize(("n", "modes", "kl"), [(26_000, 1000, 0.0193), (5000, 993, 0.11)])
def test_a_perfect_uniform_sampler_scores_the_known_floor(n: int, modes: int, kl: float) -> None:
    found, divergence = uniform_floor(n)
    assert found == pytest.approx(modes, abs=2)
    assert divergence == pytest.approx(kl, rel=0.06)


@pytest.mark.parametrize(("n", "modes", "kl"), [(26_000, 1000, 0.0234), (2600, 924, 0.22)])
def test_real_triples_score_the_known_values_a_little_above_the_floor(
    n: int, modes: int, kl: float
) -> None:
    labels = reference("stacked_mnist").labels
    stream = torch.Generator().manual_seed(3)
    digits = [labels[torch.randint(10_000, (n,), generator=stream)] for _ in range(3)]
    found, divergence = modes_and_kl(100 * digits[0] + 10 * digits[1] + digits[2])
    assert found == pytest.approx(modes, abs=12)
    assert divergence == pytest.approx(kl, rel=0.06)
    assert divergence > uniform_floor(n)[1]


def test_each_channel_is_read_and_the_first_is_the_hundreds(shared_home: Path) -> None:
    digits = data.load("mnist")
    assert digits.held_out is not None and digits.held_out.labels is not None
    rows = torch.randperm(500, generator=torch.Generator().manual_seed(1))[:300].view(100, 3)
    pictures = digits.spec.to_numbers(digits.held_out.items[rows].squeeze(2))
    labels = digits.held_out.labels[rows]
    wanted = labels[:, 0] * 100 + labels[:, 1] * 10 + labels[:, 2]
    got = read_numbers(reference("stacked_mnist").net, pictures)
    assert (got == wanted).float().mean() > 0.92
    scores = score_items(pictures, "stacked_mnist")
    assert [row.name for row in scores] == ["modes", "KL to uniform (nats)"]
    assert scores[0].value == len(set(got.tolist())) and scores[0].extractor == "MNIST-CNN"
    assert [row.floor for row in scores] == list(uniform_floor(100))


def test_grey_pictures_are_no_stacked_digits() -> None:
    with pytest.raises(UserError, match="three channels"):
        score_items(torch.zeros(100, 1, 28, 28), "stacked_mnist")
    with pytest.raises(UserError, match="no score 'fd'"):
        score_items(torch.zeros(100, 3, 28, 28), "stacked_mnist", which=["fd"])


def test_stacked_pictures_have_scores_of_their_own_pictures_too() -> None:
    stream = torch.Generator().manual_seed(1)
    items = torch.randint(0, 256, (120, 3, 28, 28), generator=stream, dtype=torch.uint8)
    made = DataSet("stacked_mnist", Pictures(3, 28), items, held_out=Rows(items[:40]))
    pictures = made.spec.to_numbers(items[:100])
    found = score_items(pictures, "stacked_mnist", which="all", data=made)
    assert [row.extractor for row in found] == ["MNIST-CNN"] * 2 + ["pixels"] * 3
