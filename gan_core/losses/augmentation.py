"""What D sees of a picture: real and fake are changed alike, with independent draws.

G is trained through these changes, so they are differentiable; their randomness is the run's own
stream "sight". Zhao et al. 2020 (arXiv 2006.10738), equations 4 and 5; instance noise: Sonderby
et al. 2017 (arXiv 1610.04490), section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

from gan_core.rng import Rng

Policy = Literal["none", "translation", "translation_cutout", "color_translation_cutout"]
Augment = Callable[[Tensor, Rng], Tensor]
"""(pictures (N, ...), randomness) -> what D is shown of them, of the same shape."""

STREAM = "sight"


def as_it_is(x: Tensor, rng: Rng) -> Tensor:
    """Show D the pictures themselves."""
    return x


def augmentation(policy: Policy, noise: float = 0.0) -> Augment:
    """Return the changes of `policy`, then N(0, noise^2) on every number."""
    changes = [] if policy == "none" else [_CHANGES[name] for name in policy.split("_")]
    if noise > 0:
        changes.append(noisy(noise))
    if not changes:
        return as_it_is

    def augment(x: Tensor, rng: Rng) -> Tensor:
        for change in changes:
            x = change(x, rng)
        return x

    return augment


def noisy(sigma: float) -> Augment:
    """Return the addition of N(0, sigma^2) to every number."""

    def add(x: Tensor, rng: Rng) -> Tensor:
        return x + sigma * torch.randn(x.shape, generator=rng[STREAM], device=x.device)

    return add


def color(x: Tensor, rng: Rng) -> Tensor:
    """Change brightness by up to .5, saturation up to twofold, contrast by half, each at random."""
    brightness, saturation, contrast = _uniform(3, x, rng).unbind()
    x = x + brightness - 0.5
    grey = x.mean(1, keepdim=True)
    x = torch.lerp(grey, x, 2 * saturation)
    mean = x.mean((1, 2, 3), keepdim=True)
    return torch.lerp(mean, x, 0.5 + contrast)


def translation(x: Tensor, rng: Rng, share: float = 0.125) -> Tensor:
    """Move each picture by up to an eighth of its side (28: 4 pixels), both ways; 0 moves in."""
    reach = round(x.shape[-1] * share)
    dy, dx = _integers(2 * reach + 1, x, rng) - reach
    rows, inside_rows = _shifted_index(x.shape[2], dy)
    columns, inside_columns = _shifted_index(x.shape[3], dx)
    picture = torch.arange(len(x), device=x.device)[:, None, None]
    pixels = x.permute(0, 2, 3, 1)[picture, rows[:, :, None], columns[:, None, :]]
    inside = inside_rows[:, :, None] & inside_columns[:, None, :]
    return pixels.permute(0, 3, 1, 2) * inside[:, None]


def cutout(x: Tensor, rng: Rng, share: float = 0.5) -> Tensor:
    """Set a square of half the side, its centre anywhere in the picture, to 0."""
    side = x.shape[-1]
    wide = round(side * share)
    # The centre of an even hole lies between two pixels, so there is one more place for it.
    start = _integers(side + 1 - wide % 2, x, rng)[:, :, None] - wide // 2
    place = torch.arange(side, device=x.device)
    within = (place >= start) & (place < start + wide)
    hole = within[0][:, :, None] & within[1][:, None, :]
    return x * ~hole[:, None]


def _shifted_index(side: int, by: Tensor) -> tuple[Tensor, Tensor]:
    """Return (source index, whether it lies inside), each (N, side), for shifts `by` (N,)."""
    source = torch.arange(side, device=by.device) - by[:, None]
    return source.clamp(0, side - 1), (source >= 0) & (source < side)


def _uniform(count: int, x: Tensor, rng: Rng) -> Tensor:
    shape = (count, len(x), 1, 1, 1)
    return torch.rand(shape, generator=rng[STREAM], device=x.device, dtype=x.dtype)


def _integers(limit: int, x: Tensor, rng: Rng) -> Tensor:
    return torch.randint(limit, (2, len(x)), generator=rng[STREAM], device=x.device)


_CHANGES: dict[str, Augment] = {"color": color, "translation": translation, "cutout": cutout}
