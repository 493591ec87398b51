"""A picture inside a wider frame, whose margins are to be painted."""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.errors import N_, UserError

Side = Literal["all", "left", "right", "top", "bottom"]
SIDES: tuple[Side, ...] = get_args(Side)
MOST = 60
"""Per cent of the frame's side that may be margin."""
_PLACES: dict[Side, tuple[float, float]] = {
    "all": (0.5, 0.5), "left": (0.5, 1.0), "right": (0.5, 0.0), "top": (1.0, 0.5),
    "bottom": (0.0, 0.5),
}  # fmt: skip
"""Where the picture lies: its share of the margin above it, and left of it."""


def widened(picture: Tensor, per_cent: float, side: Side = "all") -> Tensor:
    """Return a picture uint8 (C, S, S) smaller in a frame of its size, with alpha: (C + 1, S, S).

    per_cent: of the frame's side that is margin, 0 to MOST. side: where the frame was drawn wider;
    the picture lies at the opposite side, and in the middle across. Alpha is 0 in the margin.

    Raises:
        UserError: so much margin is out of range.
    """
    if not 0 <= per_cent <= MOST:
        raise UserError(N_("The margin is from 0 to {most} per cent."), most=MOST)
    size = picture.shape[-1]
    inner = max(1, round(size * (1 - per_cent / 100)))
    small = interpolate(
        picture[None].float(), (inner, inner), mode="bicubic", antialias=True
    ).clamp(0, 255)
    top, left = (round((size - inner) * share) for share in _PLACES[side])
    frame = torch.zeros(picture.shape[0] + 1, size, size, dtype=torch.uint8)
    frame[:-1, top : top + inner, left : left + inner] = small[0].round().to(torch.uint8)
    frame[-1, top : top + inner, left : left + inner] = 255
    return frame
