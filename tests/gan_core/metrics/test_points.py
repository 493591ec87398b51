"""Scores of points: an ideal sampler reaches the floors, every fault has its own number."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from gan_core.data.synthetic import grid, grid_centres, ring, ring_centres
from gan_core.errors import UserError
from gan_core.metrics.points import (
    PROTOCOL_N,
    divergence,
    ideal_high_quality,
    kl_floor,
    mode_counts,
    score_points,
)

CENTRES, SIGMA = grid_centres(), 0.05


def exactly(per_mode: Tensor) -> Tensor:
    """Points that lie on the centres, so many on each."""
    return CENTRES.repeat_interleave(per_mode, 0)


def test_an_ideal_sampler_scores_the_floors() -> None:
    for data, centres, sigma in ((grid, CENTRES, 0.05), (ring, ring_centres(), 0.01)):
        scores = score_points(data(count=50_000).items, centres, sigma)
        assert scores.modes == len(centres)
        assert scores.high_quality == pytest.approx(0.9889, abs=0.002)
        assert scores.high_quality == pytest.approx(ideal_high_quality(), abs=0.002)
        assert scores.off_mode == pytest.approx(1 - scores.high_quality)
        assert scores.kl < 3 * kl_floor(len(centres), 50_000)
        assert scores.kl_all < 3 * kl_floor(len(centres) + 1, 50_000)


def test_the_divergence_of_an_ideal_sampler_is_its_floor_on_average() -> None:
    assert kl_floor(25, PROTOCOL_N) == pytest.approx(0.0048)
    assert kl_floor(8, PROTOCOL_N) == pytest.approx(0.0014)
    stream = torch.Generator().manual_seed(3)
    drawn = [
        divergence(
            torch.randint(25, (PROTOCOL_N,), generator=stream).bincount(minlength=25),
            torch.full((25,), 1 / 25),
        )
        for _ in range(200)
    ]
    assert sum(drawn) / len(drawn) == pytest.approx(0.0048, rel=0.06)


def test_points_exactly_on_all_modes_have_no_divergence_between_modes() -> None:
    scores = score_points(exactly(torch.full((25,), 4)), CENTRES, SIGMA)
    assert (scores.modes, scores.high_quality, scores.off_mode, scores.n) == (25, 1.0, 0.0, 100)
    assert scores.kl == pytest.approx(0, abs=1e-12)
    # An ideal sampler has 1.11 % off the modes; one that has none is that far away.
    assert scores.kl_all == pytest.approx(-math.log(ideal_high_quality()))


def test_a_collapsed_sampler_is_clean_and_that_is_all() -> None:
    one = torch.zeros(25, dtype=torch.int64)
    one[7] = 300
    scores = score_points(exactly(one), CENTRES, SIGMA)
    assert (scores.modes, scores.high_quality) == (1, 1.0)
    assert scores.kl == pytest.approx(math.log(25))


def test_half_the_modes_cost_the_logarithm_of_two() -> None:
    scores = score_points(torch.cat([ring_centres()[:4]] * 50), ring_centres(), 0.01)
    assert scores.modes == 4 and scores.kl == pytest.approx(math.log(2))


def test_mass_off_the_modes_shows_only_where_it_is_counted() -> None:
    on, off = exactly(torch.full((25,), 1)), CENTRES + 1.0
    scores = score_points(torch.cat([on, *[off] * 9]), CENTRES, SIGMA)
    assert scores.modes == 25 and scores.kl == pytest.approx(0, abs=1e-12)
    assert scores.high_quality == pytest.approx(0.1) and scores.off_mode == pytest.approx(0.9)
    ideal = ideal_high_quality()
    wanted = 0.1 * math.log(0.1 / ideal) + 0.9 * math.log(0.9 / (1 - ideal))
    assert scores.kl_all == pytest.approx(wanted)


def test_three_sigma_is_the_border_and_belongs_to_the_nearest_mode() -> None:
    centre = torch.tensor([[0.0, 0.0], [1.0, 0.0]])
    near = torch.tensor([[0.29, 0.0], [0.31, 0.0], [0.71, 0.0], [1.0, 0.31], [5.0, 5.0]])
    assert mode_counts(near, centre, 0.1).tolist() == [1, 1]


def test_no_sample_of_high_quality_is_an_infinite_divergence() -> None:
    scores = score_points(torch.full((10, 2), 99.0), CENTRES, SIGMA)
    assert (scores.modes, scores.high_quality, scores.kl) == (0, 0.0, math.inf)
    assert scores.kl_all == pytest.approx(-math.log(1 - ideal_high_quality()))


@pytest.mark.parametrize("bad", [torch.zeros(0, 2), torch.tensor([[0.0, math.nan]])])
def test_nothing_and_nan_are_refused(bad: Tensor) -> None:
    with pytest.raises(UserError, match="all are finite"):
        score_points(bad, CENTRES, SIGMA)
