"""Scores in the plane: what is exact, what a perfect sampler reaches, and that none is negative."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gan_core.data.plane import SHAPES, encode_drawing, painted_shape, shape
from gan_core.errors import UserError
from gan_core.metrics.plane import (
    ASSIGNED,
    BINS,
    REACH,
    SMOOTHING,
    Divergences,
    divergences,
    floor,
    score_plane,
    wasserstein,
)
from gan_core.metrics.points import ideal_high_quality, score_points

every_shape = pytest.mark.parametrize("name", SHAPES)
CELL = 2 * REACH / BINS


def normal(n: int, seed: int = 0, scale: float = 0.5) -> Tensor:
    return scale * torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))


def in_cells(counts: list[int], bins: int) -> Tensor:
    """Points at the centres of the cells of a bins x bins grid over [-1, 1]^2, so many in each."""
    line = (torch.arange(bins) + 0.5) * (2 / bins) - 1
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([x, y], -1).reshape(-1, 2).repeat_interleave(torch.tensor(counts), 0)


@every_shape
@pytest.mark.parametrize("n", [300, 2048])
def test_a_perfect_sampler_scores_the_floor_and_never_below_zero(name: str, n: int) -> None:
    # GAN Lab's own evaluator gives a perfect sampler a KL of -.28.
    made = shape(name)
    assert made.content.held_out is not None
    score = score_plane(made, made.content.held_out.items[:n])
    lowest = score.floor
    for value, ideal in ((score.js, lowest.js), (score.kl, lowest.kl), (score.w1, lowest.w1)):
        assert 0 < ideal / 2.5 < value < 2.5 * ideal
    assert lowest.js < 0.1 and lowest.kl < 0.55 and lowest.w1 < 0.5 and score.n == n
    if made.centres is not None:
        assert score.modes == lowest.modes == len(made.centres)
        assert score.hq == pytest.approx(ideal_high_quality(), abs=0.02)
        assert lowest.hq == pytest.approx(ideal_high_quality(), abs=0.01)


@pytest.mark.parametrize("name", ["ring8", "grid25", "moons"])
def test_chance_moves_the_distance_of_a_perfect_sampler_little(name: str) -> None:
    made, stream = shape(name), torch.Generator().manual_seed(7)
    lowest = floor(made, 1024).w1
    found = [wasserstein(made.content.items, made.draw(1024, stream)) for _ in range(20)]
    assert np.std(found) < 0.15 * lowest
    assert 0.7 * lowest < min(found) < lowest < max(found) < 1.4 * lowest


def test_a_blurred_sampler_is_above_every_perfect_one() -> None:
    ring, stream = shape("ring8"), torch.Generator().manual_seed(7)
    real, clear = ring.content.items, [ring.draw(1024, stream) for _ in range(10)]
    blurred = [points + normal(1024, k, 0.15) for k, points in enumerate(clear)]
    assert 0.25 < np.mean([score_plane(ring, points).hq for points in blurred]) < 0.45
    assert min(wasserstein(real, one) for one in blurred) > max(
        wasserstein(real, one) for one in clear
    )


def test_several_matchings_are_of_points_that_no_other_has() -> None:
    real = normal(4 * ASSIGNED, seed=5)
    fake = torch.cat([real[k::4] + torch.tensor([k / 10, 0.0]) for k in range(4)])
    mixed = fake.reshape(4, ASSIGNED, 2).transpose(0, 1).reshape(-1, 2)
    assert wasserstein(real, mixed) == pytest.approx(0.15, rel=1e-4)


@every_shape
def test_the_training_points_themselves_are_no_distance_away(name: str) -> None:
    real = shape(name).content.items
    assert divergences(real, real) == Divergences(0.0, 0.0) and wasserstein(real, real) == 0


@every_shape
def test_a_collapsed_sampler_is_far_above_the_floor(name: str) -> None:
    made = shape(name)
    score = score_plane(made, made.content.items[:1].repeat(1000, 1))
    assert score.js > 0.5 and score.kl > 1 and score.w1 > 0.8
    assert min(score.js, score.kl / 2, score.w1) > 2 * max(score.floor.js, score.floor.kl / 2)


def test_the_floor_falls_with_the_number_of_points() -> None:
    few, many = (floor(shape("moons"), n) for n in (250, 2000))
    assert few.js > 2 * many.js and few.kl > 2 * many.kl
    assert floor(shape("moons"), 250) is few


def test_disjoint_clouds_are_ln_2_apart_whatever_their_sizes() -> None:
    for n, m in ((1, 1), (7, 500), (3000, 200)):
        found = divergences(normal(n, scale=0.1) - 1, normal(m, scale=0.1) + 1)
        assert found.js == pytest.approx(math.log(2), abs=1e-12)
        assert math.isfinite(found.kl) and found.kl > 0


def test_half_of_the_mass_missed_is_known_by_heart() -> None:
    real, fake = in_cells([50, 50, 0, 0], 2), in_cells([100, 0, 0, 0], 2)
    found = divergences(real, fake, reach=1, bins=2)
    # M = (3/4, 1/4): JS = (KL((1/2, 1/2) | M) + KL((1, 0) | M)) / 2.
    wanted = (0.5 * math.log(2 / 3) + 0.5 * math.log(2) + math.log(4 / 3)) / 2
    assert found.js == pytest.approx(wanted)
    p = (np.array([50, 50, 0, 0]) + SMOOTHING) / (100 + 4 * SMOOTHING)
    q = (np.array([100, 0, 0, 0]) + SMOOTHING) / (100 + 4 * SMOOTHING)
    assert found.kl == pytest.approx((p * np.log(p / q)).sum())


def test_js_is_symmetric_and_kl_says_what_the_fakes_miss() -> None:
    both, one = in_cells([500, 500, 0, 0], 2), in_cells([1000, 0, 0, 0], 2)
    missing = divergences(both, one, reach=1, bins=2)
    inventing = divergences(one, both, reach=1, bins=2)
    assert missing.js == pytest.approx(inventing.js)
    assert missing.kl > 4 * inventing.kl


@pytest.mark.parametrize("axis", [0, 1])
def test_the_grid_tells_rows_from_columns(axis: int) -> None:
    points = torch.zeros(10, 2)
    points[:, axis] = 1.0
    assert divergences(points, points.flip(1)).js == pytest.approx(math.log(2))


def test_what_lies_outside_counts_in_the_border_and_nothing_is_lost() -> None:
    edge = torch.tensor([[REACH - CELL / 2, 0.1], [-REACH + CELL / 2, 0.1]])
    far = torch.tensor([[1e30, 0.1], [-9.0, 0.1]])
    assert divergences(edge, far) == Divergences(0.0, 0.0)
    inner = edge * torch.tensor([(REACH - 1.5 * CELL) / (REACH - CELL / 2), 1.0])
    assert divergences(edge, inner).js == pytest.approx(math.log(2))


counts = st.lists(st.integers(0, 30), min_size=16, max_size=16).filter(any)


@given(counts, counts)
@settings(max_examples=150, deadline=None)
def test_gibbs_neither_divergence_is_ever_negative(p: list[int], q: list[int]) -> None:
    found = divergences(in_cells(p, 4), in_cells(q, 4), reach=1, bins=4)
    assert 0 <= found.js <= math.log(2) + 1e-12 and 0 <= found.kl < math.inf
    if p == q:
        assert found.kl < 1e-12
    if any(a * sum(q) != b * sum(p) for a, b in zip(p, q, strict=True)):
        assert found.js > 0


@given(counts, st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_as_often_in_every_cell_is_no_divergence(p: list[int], times: int) -> None:
    found = divergences(in_cells(p, 4), in_cells([times * c for c in p], 4), reach=1, bins=4)
    assert found.js == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("n", [1, 40, ASSIGNED, 700, 4000])
def test_the_distance_of_a_shift_is_its_length(n: int) -> None:
    real = normal(n, seed=3)
    for a, b in ((0.3, -0.4), (0.0, 2.0), (1e-4, 0.0)):
        fake = real + torch.tensor([a, b])
        assert wasserstein(real, fake) == pytest.approx(math.hypot(a, b), rel=2e-3)
    if n <= ASSIGNED:
        mixed = (real + torch.tensor([0.3, 0.4])).flip(0)
        assert wasserstein(real, mixed) == pytest.approx(0.5, rel=1e-5)


def test_on_a_line_the_cheapest_matching_is_the_sorted_one() -> None:
    a, b = normal(200, 1)[:, 0], normal(200, 2)[:, 0] * 2 + 0.3
    wanted = (a.sort().values - b.sort().values).abs().mean().item()
    flat = [torch.stack([x, torch.zeros(200)], 1) for x in (a, b)]
    assert wasserstein(*flat) == pytest.approx(wanted, rel=1e-5)


def test_the_distance_is_a_metric() -> None:
    a, b, c = (normal(100, seed, scale) for seed, scale in ((1, 0.5), (2, 1.0), (3, 0.2)))
    assert wasserstein(a, b) == pytest.approx(wasserstein(b, a))
    assert wasserstein(a, c) <= wasserstein(a, b) + wasserstein(b, c)
    assert wasserstein(a, a.flip(0)) == 0


def test_points_in_order_are_taken_from_everywhere() -> None:
    real = normal(3000)[torch.arange(3000)].sort(0).values
    assert wasserstein(real, real[torch.randperm(3000, generator=torch.Generator())]) < 0.2


def test_modes_and_mass_are_those_of_the_samples_of_high_quality() -> None:
    ring = shape("ring8")
    on = ring.centres.repeat_interleave(torch.tensor([10, 20, 0, 0, 30, 0, 0, 0]), 0)
    score = score_plane(ring, torch.cat([on, torch.zeros(40, 2)]))
    assert score.mass == pytest.approx((0.1, 0.2, 0, 0, 0.3, 0, 0, 0))
    assert (score.modes, score.hq, score.n) == (3, pytest.approx(0.6), 100)


@pytest.mark.parametrize("name", ["gaussians2", "blobs3", "ring8", "grid25"])
def test_mass_sums_to_the_high_quality_share_and_agrees_with_the_other_scores(name: str) -> None:
    made = shape(name)
    fake = made.draw(700, torch.Generator().manual_seed(4)) + normal(700, scale=0.05)
    score, other = score_plane(made, fake), score_points(fake, made.centres, made.sigma)
    assert score.mass is not None and len(score.mass) == len(made.centres)
    assert sum(score.mass) == pytest.approx(score.hq) == other.high_quality
    assert score.modes == other.modes


def test_shapes_without_modes_have_neither_modes_nor_mass() -> None:
    heart = painted_shape(encode_drawing([(c, r) for c in range(8, 40) for r in range(20, 30)]))
    for made in (shape("moons"), heart):
        score = score_plane(made, made.draw(500, torch.Generator().manual_seed(1)))
        assert (score.modes, score.hq, score.mass) == (None, None, None)
        assert (score.floor.modes, score.floor.hq) == (None, None)
        assert 0 < score.js < 2.5 * score.floor.js and 0 < score.kl < 2.5 * score.floor.kl


def test_scoring_draws_from_nobody_elses_numbers() -> None:
    torch.manual_seed(3)
    wanted = torch.rand(2)
    torch.manual_seed(3)
    floor.cache_clear()
    first = score_plane(shape("spiral"), normal(300))
    assert torch.equal(torch.rand(2), wanted)
    floor.cache_clear()
    assert score_plane(shape("spiral"), normal(300)) == first


@pytest.mark.parametrize(
    "bad", [torch.zeros(0, 2), torch.tensor([[0.0, math.nan]]), torch.tensor([[math.inf, 0.0]])]
)
def test_nothing_and_what_is_not_finite_are_refused(bad: Tensor) -> None:
    good = normal(5)
    for scored in (
        lambda: divergences(good, bad),
        lambda: wasserstein(bad, good),
        lambda: score_plane(shape("line"), bad),
    ):
        with pytest.raises(UserError, match="all are finite"):
            scored()


def test_a_diverged_sampler_is_scored_while_it_is_finite() -> None:
    score = score_plane(shape("ring8"), normal(300, scale=1e30))
    assert math.isfinite(score.w1) and score.w1 > 1e29 and score.kl > 1 and score.modes == 0
