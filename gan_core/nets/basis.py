"""G and D as in R3GAN's released code: maps times numbers, blocks at every size, filtered steps.

brownvc/R3GAN, R3GAN/Networks.py (Huang et al. 2024, arXiv 2501.05441, figure 5), with one width at
all sizes as in its preset for CIFAR-10, and plain in place of grouped convolutions.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.data.spec import Pictures
from gan_core.nets.dcgan import doublings
from gan_core.nets.residual import Residual, scaled


class Basis(nn.Module):
    """z (N, latent) -> learned maps (channels, side, side), each times a number made of z."""

    def __init__(self, latent: int, channels: int, side: int) -> None:
        super().__init__()
        self.maps = nn.Parameter(torch.empty(channels, side, side))
        nn.init.normal_(self.maps)
        self.numbers = scaled(nn.Linear(latent, channels, bias=False))

    def forward(self, z: Tensor) -> Tensor:
        """Return maps (N, channels, side, side)."""
        out: Tensor = self.numbers(z)[:, :, None, None] * self.maps
        return out


def halved() -> nn.Module:
    """Return [1, 3, 3, 1] / 8 both ways, then every second one; zeros beyond the edge.

    The code's filter [1, 2, 1] joined with the step's [1, 1]: three means of two neighbours.
    """
    return nn.Sequential(nn.AvgPool2d(2, 1, 1), nn.AvgPool2d(2, 1), nn.AvgPool2d(2))


def doubled() -> nn.Module:
    """Return twice the size through [1, 3, 3, 1] / 4 both ways; zeros beyond the edge."""
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.AvgPool2d(2, 1, 1), nn.AvgPool2d(2, 1))


class Generator(nn.Module):
    """z -> basis, blocks, [twice the size, blocks] ... -> 1x1 convolution, not bounded."""

    def __init__(self, latent: int, width: int, spec: Pictures, blocks: int) -> None:
        super().__init__()
        self.latent = latent
        ups = doublings(spec.size)
        layers: list[nn.Module] = [Basis(latent, width, spec.size // 2**ups)]
        for level in range(ups + 1):
            layers += [doubled()] if level else []
            layers += stage(width, blocks, blocks * (ups + 1))
        last = scaled(nn.Conv2d(width, spec.shape[0], 1, bias=False))
        self.layers = nn.Sequential(*layers, last)

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return pictures (N, C, H, W); `cond` is ignored."""
        out: Tensor = self.layers(z)
        return out


class Discriminator(nn.Module):
    """Pictures -> 1x1 convolution, blocks, [half the size, blocks] ... -> one logit; G mirrored."""

    def __init__(self, spec: Pictures, width: int, blocks: int) -> None:
        super().__init__()
        downs = doublings(spec.size)
        layers: list[nn.Module] = [scaled(nn.Conv2d(spec.shape[0], width, 1, bias=False))]
        for level in range(downs + 1):
            layers += [halved()] if level else []
            layers += stage(width, blocks, blocks * (downs + 1))
        last = nn.Conv2d(width, width, spec.size // 2**downs, groups=width, bias=False)
        self.body = nn.Sequential(*layers, scaled(last), nn.Flatten())
        self.head = scaled(nn.Linear(width, 1, bias=False))

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return logit (N,), higher = more real, and features (N, F); `cond` is ignored."""
        features = self.body(x)
        return Verdict(self.head(features).flatten(), None, features)


def stage(width: int, blocks: int, depth: int) -> list[nn.Module]:
    """Return the residual blocks of one size, in a network of `depth` of them."""
    return [Residual(width, depth, bias=True) for _ in range(blocks)]
