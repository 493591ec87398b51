"""Convolutional G and D (Radford et al. 2016, arXiv 1511.06434), with or without a label."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.data.spec import Pictures
from gan_core.nets.layers import Dropout, Norm, ToMaps, join_label, label_planes, wrapper


def doublings(size: int) -> int:
    """Return how often a side is halved before it is odd or at most 8 (28 -> 7, 64 -> 8)."""
    count = 0
    while size % 2 == 0 and size > 8:
        size, count = size // 2, count + 1
    return count


def up(inside: int, outside: int, kernel: int) -> nn.ConvTranspose2d:
    """Return a transposed convolution without bias that doubles height and width."""
    odd = kernel % 2
    return nn.ConvTranspose2d(
        inside, outside, kernel, 2, (kernel - 2 + odd) // 2, output_padding=odd, bias=False
    )


class Generator(nn.Module):
    """z (N, latent), optionally with a label -> dense -> transposed convolutions -> tanh.

    width: channels before the last layer; each layer towards z has twice as many.
    stem: an extra stride-1 layer after the dense one (the TensorFlow tutorial has it).
    """

    def __init__(
        self,
        latent: int,
        width: int,
        spec: Pictures,
        *,
        kernel: int = 5,
        stem: bool = True,
        slope: float = 0.3,
        classes: int = 0,
    ) -> None:
        super().__init__()
        self.latent, self.classes = latent, classes
        ups = doublings(spec.size)
        base = spec.size // 2**ups
        channels = (
            [width * 2**level for level in range(ups, -1, -1)]
            if stem
            else [width * 2**level for level in range(ups - 1, -1, -1)]
        )
        layers: list[nn.Module] = [
            nn.Linear(latent + classes, base * base * channels[0], bias=False),
            nn.BatchNorm1d(base * base * channels[0]),
            nn.LeakyReLU(slope),
            ToMaps(base, channels[0]),
        ]
        if stem:
            convolution = nn.ConvTranspose2d(
                channels[0], channels[1], kernel, 1, kernel // 2, bias=False
            )
            layers += [convolution, nn.BatchNorm2d(channels[1]), nn.LeakyReLU(slope)]
            channels = channels[1:]
        for inside, outside in pairwise(channels):
            layers += [up(inside, outside, kernel), nn.BatchNorm2d(outside), nn.LeakyReLU(slope)]
        self.layers = nn.Sequential(*layers, up(channels[-1], spec.channels, kernel), nn.Tanh())

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return pictures (N, C, H, W) in [-1, 1]; `cond` (N,) labels where conditional."""
        made: Tensor = self.layers(join_label(z, cond, self.classes))
        return made


@dataclass(frozen=True)
class DShape:
    """How a convolutional D is built: `depth` stride-2 layers, the first of `width` channels."""

    width: int = 64
    depth: int = 2
    kernel: int = 5
    norm: Norm = "none"
    dropout: float = 0.3
    slope: float = 0.3


class Discriminator(nn.Module):
    """Pictures -> stride-2 convolutions -> one logit, and class logits where it classifies.

    sees: number of label planes appended to the picture (a D that is given the digit).
    says: number of classes it answers with beside the logit (a D that also classifies).
    """

    def __init__(
        self,
        spec: Pictures,
        shape: DShape,
        stream: torch.Generator,
        *,
        sees: int = 0,
        says: int = 0,
    ) -> None:
        super().__init__()
        self.sees, self.says = sees, says
        wrap = wrapper(shape.norm)
        layers: list[nn.Module] = []
        inside, side = spec.channels + sees, spec.size
        for level in range(shape.depth):
            outside = shape.width * 2**level
            convolution = nn.Conv2d(inside, outside, shape.kernel, 2, (shape.kernel - 1) // 2)
            layers.append(wrap(convolution))
            if shape.norm == "batch" and level > 0:
                layers.append(nn.BatchNorm2d(outside))
            layers += [nn.LeakyReLU(shape.slope), Dropout(shape.dropout, stream)]
            inside = outside
            side = (side + 2 * ((shape.kernel - 1) // 2) - shape.kernel) // 2 + 1
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.head = wrap(nn.Linear(inside * side * side, 1))
        self.classify = nn.Linear(inside * side * side, says) if says else None

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return logit (N,), higher = more real; classes (N, says); features (N, F)."""
        features = self.body(label_planes(x, cond, self.sees))
        classes = None if self.classify is None else self.classify(features)
        return Verdict(self.head(features).flatten(), classes, features)
