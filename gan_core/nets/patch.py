"""PatchGAN: D judges every patch of a picture (Isola et al. 2017, arXiv 1611.07004, 3.2.2)."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.nets.layers import Init, with_init
from gan_core.nets.unet import MapNorm, halvings, normalised

Field = Literal["1", "16", "34", "70", "full"]
"""How many pixels across one logit sees; "full": the whole picture, one logit."""
_HALVED: dict[Field, int] = {"16": 1, "34": 2, "70": 3}
_WIDEST, _LEAST = 8, 3
"""The widest layer in multiples of the first; the side that the last two layers need."""


class PatchDiscriminator(nn.Module):
    """A picture, beside its source where it is told one -> a logit of each patch.

    width: maps of the first layer; each further one has twice as many, up to eight times.
    """

    def __init__(
        self, channels: int, size: int, *, width: int, field: Field, norm: MapNorm, init: Init
    ) -> None:
        super().__init__()
        self.size = size
        if field == "1":
            body, last = _pixels(channels, width, norm, init)
        elif field == "full":
            body, last = _whole(channels, size, width, norm, init)
        else:
            halved = _HALVED[field]
            while size >> halved < _LEAST:  # a picture smaller than the patch is judged as a whole
                halved -= 1
            body, last = _patches(channels, width, halved, norm, init)
        self.body, self.last = body, with_init(last, init)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return logits of patches (N, P), their mean (N,), and features; `cond`: the source."""
        features = self.body(x if cond is None else torch.cat([x, cond], 1))
        patches = self.last(features).flatten(1)
        return Verdict(patches.mean(1), None, features.flatten(1), patches)


def _pixels(channels: int, width: int, norm: MapNorm, init: Init) -> tuple[nn.Module, nn.Conv2d]:
    """Return a D of single pixels: 1x1 convolutions alone."""
    first = with_init(nn.Conv2d(channels, width, 1), init)
    second = with_init(nn.Conv2d(width, 2 * width, 1), init)
    parts = [first, nn.LeakyReLU(0.2), second, normalised(norm, 2 * width), nn.LeakyReLU(0.2)]
    return nn.Sequential(*parts), nn.Conv2d(2 * width, 1, 1)


def _patches(
    channels: int, width: int, halved: int, norm: MapNorm, init: Init
) -> tuple[nn.Module, nn.Conv2d]:
    """Return 4x4 convolutions, `halved` of stride 2 and two of stride 1 (appendix 6.1.2)."""
    widths = [width * min(2**level, _WIDEST) for level in range(halved + 1)]
    layers: list[nn.Module] = []
    inside = channels
    for level, outside in enumerate(widths):
        stride = 2 if level < halved else 1
        layers.append(with_init(nn.Conv2d(inside, outside, 4, stride, 1), init))
        layers += [normalised(norm, outside)] if level else []
        layers.append(nn.LeakyReLU(0.2))
        inside = outside
    return nn.Sequential(*layers), nn.Conv2d(inside, 1, 4, 1, 1)


def _whole(
    channels: int, size: int, width: int, norm: MapNorm, init: Init
) -> tuple[nn.Module, nn.Conv2d]:
    """Return convolutions of stride 2 down to 4 to 15 pixels across, and one logit of all."""
    halved = max(1, halvings(size, size.bit_length() - 3))
    layers: list[nn.Module] = []
    inside = channels
    for level in range(halved):
        outside = width * min(2**level, _WIDEST)
        layers.append(with_init(nn.Conv2d(inside, outside, 4, 2, 1), init))
        layers += [normalised(norm, outside)] if level else []
        layers.append(nn.LeakyReLU(0.2))
        inside, size = outside, size // 2
    return nn.Sequential(*layers), nn.Conv2d(inside, 1, size)
