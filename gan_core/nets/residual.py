"""Residual G and D without any normalisation (R3GAN: Huang et al. 2024, arXiv 2501.05441)."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TypeVar

from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.data.spec import Pictures
from gan_core.nets.dcgan import doublings
from gan_core.nets.layers import ToMaps

SLOPE = 0.2
EXPANSION = 2
HE = math.sqrt(2 / (1 + SLOPE**2))
"""The gain that makes up for LeakyReLU (arXiv 1502.01852, equation 15)."""

L = TypeVar("L", nn.Conv2d, nn.Linear)


class Residual(nn.Module):
    """x + 1x1(3x3(1x1(x))), the last convolution zero at first: a new block changes nothing.

    Figure 5 of the paper, with a plain 3x3 convolution for its grouped one (a CPU has no faster
    grouped one). `blocks` is the depth of the whole network: the first two convolutions start
    smaller in deeper networks (Fixup, Zhang et al. 2019, arXiv 1901.09321, section 3). `bias`: of
    the second convolution; the released code has one before each LeakyReLU.
    """

    def __init__(self, channels: int, blocks: int, bias: bool = False) -> None:
        super().__init__()
        inner = channels * EXPANSION
        self.layers = nn.Sequential(
            scaled(nn.Conv2d(channels, inner, 1), HE * blocks**-0.25),
            nn.LeakyReLU(SLOPE),
            scaled(nn.Conv2d(inner, inner, 3, padding=1, bias=bias), HE * blocks**-0.25),
            nn.LeakyReLU(SLOPE),
            scaled(nn.Conv2d(inner, channels, 1, bias=False), 0.0),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        out: Tensor = x + self.layers(x)
        return out


def scaled(layer: L, gain: float = 1.0) -> L:
    """Draw weights that keep the signal's variance times gain^2, biases 0 (arXiv 1502.01852)."""
    nn.init.normal_(layer.weight, 0.0, gain / math.sqrt(layer.weight[0].numel()))
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def sizes(spec: Pictures, width: int) -> tuple[int, list[int]]:
    """Return (side of the smallest maps, channels from there to half the full size)."""
    ups = doublings(spec.size)
    return spec.size // 2**ups, [width * 2**level for level in range(max(1, ups) - 1, -1, -1)]


def twice() -> nn.Module:
    """Return what doubles height and width."""
    return nn.Upsample(scale_factor=2, mode="bilinear")


class Generator(nn.Module):
    """z -> smallest maps -> [residual, twice the size] ... -> picture.

    width: channels at half the full size; each halving of the side has twice as many. The full
    size itself has no block: there it would cost more than all others together.
    """

    def __init__(self, latent: int, width: int, spec: Pictures) -> None:
        super().__init__()
        self.latent = latent
        base, channels = sizes(spec, width)
        blocks = len(channels)
        layers: list[nn.Module] = [
            scaled(nn.Linear(latent, base * base * channels[0])),
            ToMaps(base, channels[0]),
            Residual(channels[0], blocks),
        ]
        for inside, outside in pairwise(channels):
            layers += [
                scaled(nn.Conv2d(inside, outside, 1, bias=False)),
                twice(),
                Residual(outside, blocks),
            ]
        if base < spec.size:
            layers.append(twice())
        last = scaled(nn.Conv2d(channels[-1], spec.shape[0], 3, padding=1))
        self.layers = nn.Sequential(*layers, last, nn.Tanh())

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return pictures (N, C, H, W) in [-1, 1]; `cond` is ignored."""
        out: Tensor = self.layers(z)
        return out


class Discriminator(nn.Module):
    """Pictures -> half the size -> [residual, half the size] ... -> one logit; G mirrored."""

    def __init__(self, spec: Pictures, width: int) -> None:
        super().__init__()
        base, channels = sizes(spec, width)
        channels = channels[::-1]
        blocks = len(channels)
        stride = 2 if base < spec.size else 1
        layers: list[nn.Module] = [
            scaled(nn.Conv2d(spec.shape[0], channels[0], 3, stride, padding=1)),
            Residual(channels[0], blocks),
        ]
        for inside, outside in pairwise(channels):
            layers += [
                nn.AvgPool2d(2),
                scaled(nn.Conv2d(inside, outside, 1, bias=False)),
                Residual(outside, blocks),
            ]
        # One filter a channel sees the whole smallest map, as in the paper's last D layer.
        last = nn.Conv2d(channels[-1], channels[-1], base, groups=channels[-1], bias=False)
        self.body = nn.Sequential(*layers, scaled(last), nn.Flatten())
        self.head = scaled(nn.Linear(channels[-1], 1))

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return logit (N,), higher = more real, and features (N, F); `cond` is ignored."""
        features = self.body(x)
        return Verdict(self.head(features).flatten(), None, features)
