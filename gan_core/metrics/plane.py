"""Scores of points against a law in the plane: JS and KL on a grid, exact W1, modes, and floors.

A divergence of what does not sum to 1 can be anything: in GAN Lab, whose reference sums to .336,
a perfect sampler scores a KL of -.28. Here both sides are distributions over the same cells, so
neither divergence can be negative, and what chance alone leaves of each stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from torch import Tensor

from gan_core.data.plane import Shape
from gan_core.errors import N_, UserError
from gan_core.metrics.points import mode_counts

REACH, BINS = 2.4, 24
"""The grid is BINS x BINS cells over [-REACH, REACH]^2."""
SMOOTHING = 0.05
"""Points added to every cell of both sides for KL: else one empty cell of the fakes makes it
infinite. 29 points in all; from 300 to 2,048 samples .5 and .002 raise the floor on most shapes."""
ASSIGNED, MATCHINGS = 256, 4
"""Points on each side that one matching of W1 takes, whose time grows as their cube; and how many
matchings of further points W1 is the mean of. Together some 15 ms, of a collapsed cloud 70 ms."""
FLOOR_DRAWS = 8
_FLOOR_SEED = 2400


@dataclass(frozen=True)
class Divergences:
    """js: Jensen-Shannon, 0 to ln 2 = .693 nats. kl: KL(real || fake), 0 or more nats."""

    js: float
    kl: float


@dataclass(frozen=True)
class Readings:
    """js, kl: `Divergences`. w1: `wasserstein`, a length.

    modes: with at least one sample within 3 sigma. hq: share of samples within 3 sigma of their
    mode; both None where the shape has no modes. In a floor modes is a mean, so no whole number.
    """

    js: float
    kl: float
    w1: float
    modes: float | None
    hq: float | None


@dataclass(frozen=True)
class PlaneScores(Readings):
    """Scores of `n` points. mass: share within 3 sigma of each mode, which sum to hq.

    floor: what as many real points of the same law score on average.
    """

    mass: tuple[float, ...] | None
    n: int
    floor: Readings


def divergences(
    real: Tensor, fake: Tensor, *, reach: float = REACH, bins: int = BINS
) -> Divergences:
    """Return how far the histograms of `real` (N, 2) and `fake` (M, 2) are apart, in nats.

    bins x bins cells over [-reach, reach]^2; what lies outside counts in the cells of the border.
    KL adds `SMOOTHING` points to every cell of both. Of finite samples both have a floor above 0.

    Raises:
        UserError: there are no points on a side, or some are not finite.
    """
    p, q = (_histogram(points, reach, bins) for points in (real, fake))
    a, b = p / p.sum(), q / q.sum()
    middle = (a + b) / 2
    js = (_kl(a, middle) + _kl(b, middle)) / 2
    p, q = p + SMOOTHING, q + SMOOTHING
    return Divergences(js, _kl(p / p.sum(), q / q.sum()))


def wasserstein(real: Tensor, fake: Tensor) -> float:
    """Return W1 between the points: the mean length of the cheapest one-to-one matching, exact.

    `real` (N, 2), `fake` (M, 2); of each as many as the smaller side has, at most `ASSIGNED`,
    taken evenly over its rows. Where both sides have more, it is the mean over matchings of as
    many disjoint sets as there are, at most `MATCHINGS`: chance spreads that less. Eighty perfect
    samplers of 1,024 points of the ring of 8 score .190 +- .054 (.09 to .36) with one matching of
    256, .189 +- .023 (.14 to .26) with four.

    Raises:
        UserError: there are no points on a side, or some are not finite.
    """
    least = min(len(real), len(fake))
    sets = max(1, min(least // ASSIGNED, MATCHINGS))
    n = min(least, sets * ASSIGNED)
    a, b = (_evenly(_finite(points), n).numpy() for points in (real, fake))
    return float(np.mean([_matched(a[k::sets], b[k::sets]) for k in range(sets)]))


def score_plane(shape: Shape, fake: Tensor, *, w1: float | None = None) -> PlaneScores:
    """Return the scores of `fake` (n, 2) against the points of `shape`, and their floors.

    w1: W1 where it is known, else it is computed: that takes nine tenths of the time.

    Raises:
        UserError: there are no points, or some are not finite.
    """
    readings, mass = _readings(shape, fake, w1)
    return PlaneScores(
        readings.js,
        readings.kl,
        readings.w1,
        readings.modes,
        readings.hq,
        mass,
        len(fake),
        floor(shape, len(fake)),
    )


@lru_cache(maxsize=128)
def floor(shape: Shape, n: int) -> Readings:
    """Return the mean scores of `n` further points of the shape's law, over `FLOOR_DRAWS` draws."""
    stream = torch.Generator().manual_seed(_FLOOR_SEED)
    draws = [_readings(shape, shape.draw(n, stream))[0] for _ in range(FLOOR_DRAWS)]

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    return Readings(
        mean([one.js for one in draws]),
        mean([one.kl for one in draws]),
        mean([one.w1 for one in draws]),
        None if shape.centres is None else mean([one.modes or 0 for one in draws]),
        None if shape.centres is None else mean([one.hq or 0 for one in draws]),
    )


def _readings(
    shape: Shape, fake: Tensor, w1: float | None = None
) -> tuple[Readings, tuple[float, ...] | None]:
    real, fake = shape.content.items, _finite(fake)
    apart, distance = divergences(real, fake), wasserstein(real, fake) if w1 is None else w1
    if shape.centres is None:
        return Readings(apart.js, apart.kl, distance, None, None), None
    counts = mode_counts(fake, shape.centres, shape.sigma)
    mass = tuple((counts.double() / len(fake)).tolist())
    modes, clean = int((counts > 0).sum()), int(counts.sum()) / len(fake)
    return Readings(apart.js, apart.kl, distance, modes, clean), mass


def _matched(a: np.ndarray, b: np.ndarray) -> float:
    cost = cdist(a, b)
    return float(cost[linear_sum_assignment(cost)].mean())


def _finite(points: Tensor) -> Tensor:
    if not len(points) or not torch.isfinite(points).all():
        raise UserError(N_("Points are scored only where there are some and all are finite."))
    return points.detach().cpu().double()


def _evenly(points: Tensor, n: int) -> Tensor:
    return points[torch.arange(n) * len(points) // n]


def _histogram(points: Tensor, reach: float, bins: int) -> np.ndarray:
    # Clipped before it becomes whole numbers: a diverged G's points would overflow those.
    cell = ((_finite(points) / reach + 1) * (bins / 2)).floor().clamp(0, bins - 1).long()
    counts = (cell[:, 1] * bins + cell[:, 0]).bincount(minlength=bins * bins)
    return counts.double().numpy()


def _kl(p: np.ndarray, q: np.ndarray) -> float:
    there = p > 0
    # Never negative but for the last bit of a sum of logarithms near 0.
    return max(0.0, float((p[there] * np.log(p[there] / q[there])).sum()))
