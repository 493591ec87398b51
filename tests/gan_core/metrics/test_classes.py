from __future__ import annotations

import math

import pytest
import torch

from gan_core.metrics.classes import (
    class_shares,
    confident_share,
    diversity,
    intended_accuracy,
    modes,
    spread,
)
from tests.gan_core.metrics.draws import clusters


def test_shares_and_modes_count_what_is_there() -> None:
    shares = class_shares(torch.tensor([0] * 96 + [1] * 3 + [2]), 4)
    assert shares == pytest.approx([0.96, 0.03, 0.01, 0])
    assert modes(shares) == 3
    # A tenth of an equal share of 4 classes is .025.
    assert modes(shares, 0.1) == 2
    assert modes([1 / 100] * 10, 0.1) == 10  # exactly the fraction counts


def test_confidence_is_the_highest_probability() -> None:
    odds = torch.tensor([[0.96, 0.04], [0.5, 0.5], [0.05, 0.95], [0.1, 0.9]])
    assert confident_share(odds.log()) == 0.5


def test_intended_accuracy_is_the_share_of_asked_labels_that_are_read() -> None:
    logits = torch.eye(4)
    assert intended_accuracy(logits, torch.tensor([0, 1, 2, 3])) == 1
    assert intended_accuracy(logits, torch.tensor([0, 1, 3, 2])) == 0.5


def test_spread_is_the_mean_distance_of_two_in_a_class() -> None:
    features = torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0], [9.0, 9.0]])
    found = spread(features, torch.tensor([0, 0, 0, 1]), 3)
    assert found[0] == pytest.approx(10 / 3)
    assert found[1].isnan() and found[2].isnan()


def test_diversity_is_1_as_real_0_where_all_are_equal_and_halves_with_the_distances() -> None:
    real, labels = clusters(600, 6, seed=1)
    known = spread(real, labels, 6)
    fake, read_as = clusters(600, 6, seed=2)
    assert diversity(fake, read_as, known) == pytest.approx(1, abs=0.05)
    assert diversity(fake / 2, read_as, known) == pytest.approx(0.5, abs=0.03)
    constant = fake[:6].repeat(100, 1)
    assert diversity(constant, read_as, known) == 0


def test_diversity_is_within_classes_so_lost_modes_do_not_lower_it() -> None:
    real, labels = clusters(600, 6, seed=1)
    known = spread(real, labels, 6)
    fake, read_as = clusters(100, 2, seed=2)
    assert diversity(fake, read_as, known) == pytest.approx(1, abs=0.05)
    assert not math.isnan(diversity(fake[:1], read_as[:1], known))
