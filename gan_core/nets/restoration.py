"""The residual generator of SRGAN (Ledig et al. 2017, arXiv 1609.04802, section 2.1.1, figure 4).

With a factor of 1 it restores pictures without enlarging them.
"""

from __future__ import annotations

from typing import Literal

from torch import Tensor, nn
from torch.nn.functional import interpolate

from gan_core.nets.layers import Init, with_init
from gan_core.nets.unet import MapNorm, normalised

BlockNorm = Literal["none", MapNorm]
ENDS = 9
"""Pixels across of the first and of the last convolution."""


def _norm(norm: BlockNorm, channels: int) -> list[nn.Module]:
    return [] if norm == "none" else [normalised(norm, channels)]


class Block(nn.Module):
    """x + 3x3(PReLU(3x3(x))), each convolution with its normalisation."""

    def __init__(self, channels: int, norm: BlockNorm, init: Init) -> None:
        super().__init__()
        first, second = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        self.layers = nn.Sequential(
            with_init(first, init),
            *_norm(norm, channels),
            nn.PReLU(),
            with_init(second, init),
            *_norm(norm, channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        out: Tensor = x + self.layers(x)
        return out


class Restorer(nn.Module):
    """Pictures (N, C, S, S) -> (N, outputs, factor * S, factor * S), not bounded.

    blocks: residual blocks, at the small size. factor: a power of 2, by pixels that are shuffled
    (Shi et al. 2016). change: the network says what is to be added to the picture that came,
    enlarged (Kim et al. 2016, arXiv 1511.04587, section 3.2); the paper's says all of it.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        width: int,
        blocks: int,
        factor: int = 1,
        norm: BlockNorm = "none",
        change: bool = True,
        init: Init = "torch",
    ) -> None:
        super().__init__()
        self.factor, self.change = factor, change
        first = with_init(nn.Conv2d(inputs, width, ENDS, padding=ENDS // 2), init)
        self.first = nn.Sequential(first, nn.PReLU())
        deep = [Block(width, norm, init) for _ in range(blocks)]
        middle = with_init(nn.Conv2d(width, width, 3, padding=1), init)
        self.deep = nn.Sequential(*deep, middle, *_norm(norm, width))
        ups: list[nn.Module] = []
        for _ in range(factor.bit_length() - 1):
            conv = with_init(nn.Conv2d(width, 4 * width, 3, padding=1), init)
            ups += [conv, nn.PixelShuffle(2), nn.PReLU()]
        self.ups = nn.Sequential(*ups)
        self.last = with_init(nn.Conv2d(width, outputs, ENDS, padding=ENDS // 2), init)
        if change:  # at first nothing is added
            nn.init.zeros_(self.last.weight)
            nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    def forward(self, source: Tensor) -> Tensor:
        """Return the pictures restored."""
        maps = self.first(source)
        pictures: Tensor = self.last(self.ups(maps + self.deep(maps)))
        return pictures + _enlarged(source, self.factor) if self.change else pictures


def _enlarged(pictures: Tensor, factor: int) -> Tensor:
    if factor == 1:
        return pictures
    larger: Tensor = interpolate(pictures, scale_factor=factor, mode="bicubic")
    return larger
