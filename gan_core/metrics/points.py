"""Scores of points around known modes: how many are found, how cleanly, and how evenly.

VEEGAN (Srivastava et al. 2017, arXiv 1705.07761), section 4.1, and PacGAN (Lin et al. 2018,
arXiv 1712.04086), section 4.1: 2,500 samples, a sample within 3 sigma of its mode is of high
quality, and a mode counts with one such sample. A kernel of all that is off the modes would still
pass those, so the mass off the modes and a divergence that counts it stand beside them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError

REACH = 3.0
"""How many sigma from its mode a sample of high quality may lie."""
PROTOCOL_N = 2500


@dataclass(frozen=True)
class PointScores:
    """How points lie on K modes, over `n` samples.

    modes: with at least one sample of high quality. high_quality: share within 3 sigma of the
    nearest mode. kl: of the high-quality samples' mode masses to uniform, nats (infinite where
    there are none). off_mode: share within 3 sigma of none. kl_all: the same divergence over
    K + 1 bins, the last of which is off the modes; the reference is an ideal sampler.
    """

    modes: int
    high_quality: float
    kl: float
    off_mode: float
    kl_all: float
    n: int


def score_points(points: Tensor, centres: Tensor, sigma: float) -> PointScores:
    """Return the scores of `points` (N, 2) for modes N(centre, sigma^2 I), `centres` (K, 2).

    Raises:
        UserError: there are no points, or some are not finite.
    """
    if not len(points) or not torch.isfinite(points).all():
        raise UserError(N_("Points are scored only where there are some and all are finite."))
    counts = mode_counts(points, centres, sigma)
    n, k = len(points), len(centres)
    good = int(counts.sum())
    ideal = ideal_high_quality()
    target = torch.tensor([ideal / k] * k + [1 - ideal], dtype=torch.float64)
    with_off = torch.cat([counts, torch.tensor([n - good])])
    uniform = torch.full((k,), 1 / k, dtype=torch.float64)
    return PointScores(
        modes=int((counts > 0).sum()),
        high_quality=good / n,
        kl=divergence(counts, uniform),
        off_mode=1 - good / n,
        kl_all=divergence(with_off, target),
        n=n,
    )


def mode_counts(points: Tensor, centres: Tensor, sigma: float) -> Tensor:
    """Return how many high-quality samples each mode has, int64 (K,)."""
    distance, nearest = torch.cdist(points.double(), centres.double()).min(1)
    return torch.bincount(nearest[distance <= REACH * sigma], minlength=len(centres))


def divergence(counts: Tensor, target: Tensor) -> float:
    """Return KL(counts / sum || target) in nats; infinite where nothing was counted."""
    if not int(counts.sum()):
        return math.inf
    shares = counts.double() / counts.sum()
    there = shares > 0
    return float((shares[there] * (shares[there] / target[there]).log()).sum())


def ideal_high_quality() -> float:
    """Return the share within 3 sigma of an ideal sampler in the plane: 1 - e^-4.5 = .9889."""
    return 1 - math.exp(-(REACH**2) / 2)


def kl_floor(modes: int, n: int) -> float:
    """Return what chance alone leaves of the divergence at `n` samples, (modes - 1) / 2n nats."""
    return (modes - 1) / (2 * n)
