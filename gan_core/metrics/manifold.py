"""Precision, recall, density, coverage: two sets of features as unions of balls."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.metrics.distances import neighbour_radii, row_blocks, squared_distances


@dataclass(frozen=True)
class Manifold:
    """How two sets lie in each other.

    precision: share of fakes in the real manifold (are they good?), in [0, 1].
    recall: share of real pictures in the fakes' manifold (is nothing missing?), in [0, 1].
    density: in how many real balls a fake lies, 1 as real, may be more; an outlier counts little.
    coverage: share of real balls with a fake in them, in [0, 1].
    """

    precision: float
    recall: float
    density: float
    coverage: float


def manifold(real: Tensor, fake: Tensor, k: int = 3, k_density: int = 5) -> Manifold:
    """Return the four scores of features `fake` (M, F) against `real` (N, F).

    Precision and recall: Kynkaanniemi et al. 2019 (arXiv 1904.06991), equations 1 and 2, k = 3.
    Density and coverage: Naeem et al. 2020 (arXiv 2002.09797), equations 3 and 4, k = 5. A ball
    is around each picture and reaches to its k-th nearest neighbour in its own set. All depend on
    N and M: compare only at equal numbers.

    Raises:
        UserError: a set has not more pictures than k.
    """
    if min(len(real), len(fake)) <= max(k, k_density):
        raise UserError(
            N_("Precision and recall need more than {k} pictures, not {n}."),
            k=max(k, k_density),
            n=min(len(real), len(fake)),
        )
    real, fake = real.double(), fake.double()
    near, dense = neighbour_radii(real, (k, k_density))
    (fake_near,) = neighbour_radii(fake, (k,))
    good = torch.zeros(len(fake), dtype=torch.bool)
    recall_hits, coverage_hits, inside = [], [], 0
    for start, rows in row_blocks(real, len(fake)):
        here = slice(start, start + len(rows))
        distances = squared_distances(rows, fake)
        good |= (distances <= near[here, None]).any(0)
        recall_hits.append((distances <= fake_near[None, :]).any(1))
        dwell = distances <= dense[here, None]
        coverage_hits.append(dwell.any(1))
        inside += int(dwell.sum())
    return Manifold(
        precision=float(good.double().mean()),
        recall=float(torch.cat(recall_hits).double().mean()),
        density=inside / (k_density * len(fake)),
        coverage=float(torch.cat(coverage_hits).double().mean()),
    )
