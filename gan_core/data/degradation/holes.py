"""Incomplete pictures, for inpainting and outpainting: what is unknown is NaN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import torch
from torch import Tensor

from gan_core.data.degradation.strokes import to_segments, uniform
from gan_core.data.spec import Pictures
from gan_core.errors import N_

Shape = Literal["centre", "drawn", "frame"]
UNKNOWN = float("nan")
"""The value of a pixel that is to be made. No number in [-1, 1] is free to say it."""
STROKES, RADIUS = 4, (0.04, 0.12)
"""Strokes of a brush, end to end, and its radius as a share of the side."""
BOX, WINDOW = (0.2, 0.55), (0.4, 0.75)
"""Sides of a hole that is a box, and of what is left inside a frame, as shares of the side."""


def presence(pictures: Tensor) -> Tensor:
    """Return where incomplete pictures (N, C, H, W) are known, bool (N, 1, H, W)."""
    return ~pictures[:, :1].isnan()


def with_holes(pictures: Tensor, holes: Tensor) -> Tensor:
    """Return pictures (N, C, H, W) that are unknown where `holes`, bool (N, 1, H, W)."""
    return pictures.masked_fill(holes, UNKNOWN)


def filled_in(pictures: Tensor, value: float = 0.0) -> Tensor:
    """Return incomplete pictures with `value` where they are unknown."""
    return pictures.nan_to_num(nan=value)


@dataclass(frozen=True)
class Holes:
    """Pictures with a hole each.

    shape: "centre", a square of half the side (Pathak et al. 2016, section 3.2); "drawn", by
    chance a box or some strokes of a brush; "frame", everything outside a box.
    """

    plainly: ClassVar[str] = N_("filled smoothly")
    shape: Shape = "drawn"

    def source(self, spec: Pictures) -> Pictures:
        """Return pictures of the same kind."""
        return Pictures(spec.channels, spec.size)

    def __call__(self, items: Tensor, stream: torch.Generator) -> Tensor:
        """Return the pictures with NaN in their holes."""
        return with_holes(items, self.holes(len(items), items.shape[-1], stream))

    def holes(self, n: int, size: int, stream: torch.Generator) -> Tensor:
        """Return `n` holes, bool (n, 1, size, size), none of them empty."""
        if self.shape == "centre":
            return _boxes(torch.full((n, 2), 0.5, device=stream.device), size)
        if self.shape == "frame":
            return ~_boxes(uniform(*WINDOW, (n, 2), stream), size, stream)
        boxes, strokes = (
            _boxes(uniform(*BOX, (n, 2), stream), size, stream),
            _strokes(n, size, stream),
        )
        either = torch.rand(n, 1, 1, 1, generator=stream, device=stream.device) < 0.5
        return torch.where(either, boxes, strokes)

    def plain(self, sources: Tensor) -> Tensor:
        """Return the pictures with each hole filled smoothly from its edge."""
        return torch.stack([smooth(one) for one in sources])


def smooth(picture: Tensor) -> Tensor:
    """Return an incomplete picture (C, S, S) filled by the biharmonic equation.

    Where nothing is known it is grey.

    Damelin and Hoang 2018, J. Math. Imaging Vision 60, as scikit-image solves it.
    """
    from skimage.restoration import inpaint_biharmonic

    hole = picture[0].isnan()
    complete = filled_in(picture)
    if hole.all() or not hole.any():
        return complete
    filled = inpaint_biharmonic(complete.numpy(), hole.numpy(), channel_axis=0)
    return torch.from_numpy(filled).to(picture.dtype).clamp(-1, 1)


def _boxes(sides: Tensor, size: int, stream: torch.Generator | None = None) -> Tensor:
    """Return boxes with these sides (n, 2), somewhere inside; without a stream in the middle."""
    pixels = (sides * size).round().clamp(1, size)
    place = (
        torch.full_like(sides, 0.5) if stream is None else uniform(0, 1, (len(sides), 2), stream)
    )
    first = ((size - pixels) * place).round()
    at = torch.arange(size, device=sides.device)
    inside = (at >= first[..., None]) & (at < (first + pixels)[..., None])
    return (inside[:, 0, :, None] & inside[:, 1, None, :])[:, None]


def _strokes(n: int, size: int, stream: torch.Generator) -> Tensor:
    """Return what a brush covers that goes from place to place without leaving the paper."""
    places = uniform(0.1, 0.9, (n, STROKES + 1, 2), stream)
    radius = uniform(*RADIUS, (n, 1, 1, 1), stream) * size
    away = to_segments(places[:, :-1], places[:, 1:], size).amin(1, keepdim=True)
    return away <= radius.clamp_min(0.8)
