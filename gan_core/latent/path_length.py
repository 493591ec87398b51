"""Perceptual path length: how far features of the pictures go along walks in latent space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError, unknown
from gan_core.latent.space import Space
from gan_core.latent.walks import WALKS, default_walk

STEP = 1e-2
"""Share of a walk from one picture to the next."""
PAIRS = 500

Embed = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class PathLength:
    """Mean squared speed of the features along walks, and the least it could be.

    floor: the mean squared distance between a walk's two ends: what features would do that went
    straight from one to the other at one pace. The mean over all of a walk is never less; this one,
    of one place on each, may be by chance.
    """

    value: float
    floor: float

    @property
    def detour(self) -> float:
        """Return how many times the least it is: 1 is straight and even."""
        return self.value / self.floor if self.floor > 0 else float("inf")


def path_length(
    space: Space,
    embed: Embed,
    kind: str | None = None,
    *,
    label: str | None = None,
    pairs: int = PAIRS,
    seed: int = 0,
) -> PathLength:
    """Return the perceptual path length of walks between pairs of seeds.

    Karras et al. 2019, arXiv 1812.04948, section 4.1, with `embed` (N, C, H, W) -> (N, F) in place
    of VGG16 and steps of .01 of a walk: float32's last digits do not count in those.

    kind: lerp or slerp; without it what fits the space.

    Raises:
        UserError: there is no such walk or label, or fewer than two pairs.
    """
    kind = kind or default_walk(space)
    if kind not in WALKS:
        raise unknown(N_("There is no walk {name!r}. There are: {known}.{hint}"), kind, WALKS)
    if pairs < 2:
        raise UserError(N_("A path length needs at least two walks."))
    walk = WALKS[kind]
    starts, ends = space.points(2 * pairs, seed).chunk(2)
    stream = torch.Generator().manual_seed(seed)
    share = torch.rand(pairs, generator=stream) * (1 - STEP)
    at = [
        torch.cat([walk(a, b, s[None]) for a, b, s in zip(starts, ends, share + d, strict=True)])
        for d in (0.0, STEP)
    ]
    here, there, first, last = (
        embed(space.pictures(points, label)).double() for points in (*at, starts, ends)
    )
    value = (there - here).square().sum(1).mean() / STEP**2
    floor = (last - first).square().sum(1).mean()
    return PathLength(float(value), float(floor))
