"""A - B + C: what is common to some points, taken off others (Radford et al. 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.space import Space

EXEMPLARS = 3
"""How many samples a concept is the mean of in the paper (arXiv 1511.06434, section 6.3.2)."""


def concept(space: Space, seeds: Sequence[int]) -> Tensor:
    """Return the mean (size,) of the points of `seeds`; in z as long as one of them.

    A mean of independent z is shorter than any z that G was trained on, so it is scaled back.

    Raises:
        UserError: there are no seeds.
    """
    if not seeds:
        raise UserError(N_("A concept needs at least one seed."))
    points = torch.cat([space.points(1, seed) for seed in seeds])
    mean = points.mean(0)
    return _as_long_as(mean, points) if space.name == "z" else mean


def sum_of(space: Space, plus: Sequence[Tensor], minus: Sequence[Tensor]) -> Tensor:
    """Return the sum of concepts (size,) minus others; in z as long as these are on average."""
    total = torch.stack(list(plus)).sum(0)
    if minus:
        total = total - torch.stack(list(minus)).sum(0)
    return _as_long_as(total, torch.stack([*plus, *minus])) if space.name == "z" else total


def _as_long_as(point: Tensor, others: Tensor) -> Tensor:
    scaled: Tensor = point * (others.norm(dim=1).mean() / point.norm().clamp_min(1e-12))
    return scaled
