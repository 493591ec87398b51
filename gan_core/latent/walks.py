"""Walks between latents: straight (lerp) and along the sphere (slerp)."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.errors import N_, UserError, unknown
from gan_core.latent.space import Space

PARALLEL = 1e-6


def lerp(start: Tensor, end: Tensor, share: Tensor) -> Tensor:
    """Return points on the straight line, (S, latent), for shares (S,) in [0, 1].

    Halfway between two independent z ~ N(0, 1) of many dimensions the norm is only .707 of
    theirs: no z that G was trained on is that short (White 2016, arXiv 1609.04468, section 2).
    """
    return start + share.unsqueeze(1) * (end - start)


def slerp(start: Tensor, end: Tensor, share: Tensor) -> Tensor:
    """Return points on the arc, (S, latent), so that the norm stays (White 2016, equation 1)."""
    cosine = torch.dot(start, end) / (start.norm() * end.norm()).clamp_min(PARALLEL)
    angle = torch.arccos(cosine.clamp(-1, 1))
    if float(angle.sin()) < PARALLEL:
        return lerp(start, end, share)
    left = ((1 - share) * angle).sin() / angle.sin()
    right = (share * angle).sin() / angle.sin()
    return left.unsqueeze(1) * start + right.unsqueeze(1) * end


def default_walk(space: Space) -> str:
    """Return the walk that fits a space: slerp in z, whose points lie near a sphere; lerp in w."""
    return "slerp" if space.name == "z" else "lerp"


WALKS = {"lerp": lerp, "slerp": slerp}


def walk(stops: Tensor, frames: int, kind: str) -> Tensor:
    """Return `frames` latents on the way through all `stops` (K, latent), K >= 2, ends included.

    Raises:
        UserError: fewer than two stops, too few frames, or an unknown kind of walk.
    """
    if len(stops) < 2:
        raise UserError(N_("A walk needs at least two seeds."))
    if kind not in WALKS:
        raise unknown(N_("There is no walk {name!r}. There are: {known}.{hint}"), kind, WALKS)
    if not len(stops) <= frames <= 1000:
        raise UserError(N_("A walk needs from {low} to {high} frames."), low=len(stops), high=1000)
    legs = len(stops) - 1
    position = torch.linspace(0, legs, frames)
    leg = position.floor().clamp(max=legs - 1).long()
    parts = [
        WALKS[kind](stops[i], stops[i + 1], (position - i)[leg == i])
        for i in range(legs)
        if bool((leg == i).any())
    ]
    return torch.cat(parts)
