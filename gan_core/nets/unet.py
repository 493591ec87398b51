"""The U-Net of pix2pix (Isola et al. 2017, arXiv 1611.07004, section 3.2.1 and appendix 6.1.1)."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.nets.layers import Dropout, Init, with_init

MapNorm = Literal["instance", "batch"]
WIDEST, DROPPED = 8, 3
"""The widest layer in multiples of the first, and how many layers up from the middle drop out."""


def normalised(norm: MapNorm, channels: int) -> nn.Module:
    """Return the normalisation of maps: over each picture alone, or over the batch."""
    return nn.InstanceNorm2d(channels) if norm == "instance" else nn.BatchNorm2d(channels)


def halvings(size: int, most: int) -> int:
    """Return how often maps are halved: while the side is even, and at most `most` times."""
    count = 0
    while size % 2 == 0 and count < most:
        size, count = size // 2, count + 1
    return count


class Level(nn.Module):
    """Half the size, what lies `inside`, twice the size again; beside it the maps as they came.

    Returns the maps that came and those that went through, joined: the skip connection.
    """

    def __init__(self, down: nn.Module, inside: nn.Module, up: nn.Module) -> None:
        super().__init__()
        self.down, self.inside, self.up = down, inside, up

    def forward(self, x: Tensor) -> Tensor:
        """Return maps (N, C + channels of `up`, H, W)."""
        return torch.cat([x, self.up(self.inside(self.down(x)))], 1)


class UNet(nn.Module):
    """Pictures (N, C, S, S) -> pictures of `outputs` channels in [-1, 1], by a narrow middle.

    width: maps of the first layer; each further one has twice as many, up to `WIDEST` times.
    depth: how often the side is halved at most. dropout: of the layers next to the middle, while
    training: the noise of pix2pix.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        size: int,
        *,
        width: int,
        depth: int,
        norm: MapNorm,
        dropout: float,
        init: Init,
        stream: torch.Generator,
    ) -> None:
        super().__init__()
        levels = halvings(size, depth)
        widths = [width * min(2**level, WIDEST) for level in range(levels)]

        def layers_up(level: int, drop: bool) -> nn.Module:
            inside = widths[level] * (1 if level == levels - 1 else 2)
            up = nn.ConvTranspose2d(inside, widths[level - 1], 4, 2, 1)
            parts = [nn.ReLU(), with_init(up, init), normalised(norm, widths[level - 1])]
            return nn.Sequential(*parts, *([Dropout(dropout, stream)] if drop else []))

        block: nn.Module = nn.Identity()
        for level in range(levels - 1, 0, -1):
            down = with_init(nn.Conv2d(widths[level - 1], widths[level], 4, 2, 1), init)
            # The middle has no normalisation: where it is one number, that has no spread.
            middle = level == levels - 1
            after = [] if middle else [normalised(norm, widths[level])]
            drop = dropout > 0 and level >= levels - DROPPED
            block = Level(
                nn.Sequential(nn.LeakyReLU(0.2), down, *after), block, layers_up(level, drop)
            )
        self.first = with_init(nn.Conv2d(inputs, widths[0], 4, 2, 1), init)
        self.block = block
        last = nn.ConvTranspose2d(widths[0] * (2 if levels > 1 else 1), outputs, 4, 2, 1)
        self.last = nn.Sequential(nn.ReLU(), with_init(last, init), nn.Tanh())

    def forward(self, source: Tensor) -> Tensor:
        """Return pictures in [-1, 1]."""
        pictures: Tensor = self.last(self.block(self.first(source)))
        return pictures
