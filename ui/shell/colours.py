"""Signed numbers as colours: blue below zero, orange above, the same distance the same strength.

The two hues are told apart with any common colour blindness, and zero is nearly white, so that
strength shows in print too.
"""

from __future__ import annotations

import torch
from torch import Tensor

STOPS = ("#08306B", "#2C7FB8", "#A6CEE3", "#F7F7F7", "#FDBF6F", "#E6550D", "#7F2704")
"""From -1 over 0 to +1, evenly spaced."""
_BELOW, _ABOVE = "#3FA0E8", "#FF8C1A"


def limits(field: Tensor, *, shared: bool) -> Tensor:
    """Return what the end colours stand for, (N,): the largest |value|, of all maps or its own."""
    own = signed(field).abs().flatten(1).amax(1)
    return own.max().expand_as(own) if shared else own


def signed(field: Tensor) -> Tensor:
    """Return one number for each pixel, (N, H, W): the mean of the channels, i.e. brightness."""
    return field.mean(1)


def coloured(field: Tensor, limit: Tensor) -> Tensor:
    """Return the map of `field` (N, C, H, W) as uint8 pictures (N, 3, H, W)."""
    place = (_share(field, limit) + 1) / 2 * (len(STOPS) - 1)
    below = place.floor().clamp(max=len(STOPS) - 2)
    colours = torch.stack([_rgb(stop) for stop in STOPS])
    first, second = colours[below.long()], colours[below.long() + 1]
    mixed = torch.lerp(first, second, (place - below).unsqueeze(-1))
    return mixed.permute(0, 3, 1, 2).round().to(torch.uint8)


def overlaid(pictures: Tensor, field: Tensor, limit: Tensor) -> Tensor:
    """Return uint8 `pictures` (N, C, H, W) with the field's colours over them, (N, 3, H, W)."""
    share = _share(field, limit).unsqueeze(1)
    hue = torch.where(share < 0, _rgb(_BELOW)[:, None, None], _rgb(_ABOVE)[:, None, None])
    under = pictures.float().expand(-1, 3, -1, -1)
    return torch.lerp(under, hue, share.abs() ** 0.75).round().to(torch.uint8)


def _share(field: Tensor, limit: Tensor) -> Tensor:
    return (signed(field) / limit.clamp_min(1e-30)[:, None, None]).clamp(-1, 1)


def _rgb(colour: str) -> Tensor:
    return torch.tensor([float(int(colour[i : i + 2], 16)) for i in (1, 3, 5)])
