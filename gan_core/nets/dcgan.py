"""Convolutional G and D (Radford et al. 2016, arXiv 1511.06434), with or without a label."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.data.spec import Pictures
from gan_core.nets.layers import (
    Dropout,
    Init,
    Levels,
    Norm,
    Prior,
    StretchedSigmoid,
    ToMaps,
    in_levels,
    join_label,
    label_planes,
    prior_of,
    with_init,
    wrapper,
)


def doublings(size: int) -> int:
    """Return how often a side is halved before it is odd or at most 8 (28 -> 7, 64 -> 8)."""
    count = 0
    while size % 2 == 0 and size > 8:
        size, count = size // 2, count + 1
    return count


def up(inside: int, outside: int, kernel: int, bias: bool = False) -> nn.ConvTranspose2d:
    """Return a transposed convolution that doubles height and width."""
    odd = kernel % 2
    return nn.ConvTranspose2d(
        inside, outside, kernel, 2, (kernel - 2 + odd) // 2, output_padding=odd, bias=bias
    )


@dataclass(frozen=True)
class GShape:
    """How a convolutional G is built.

    width: channels before the last layer; each layer towards z has twice as many.
    stem: an extra stride-1 layer after the dense one (the TensorFlow tutorial has it).
    norm: BatchNorm after each layer but the last; without it all layers have biases.
    levels: "unit": it ends in a sigmoid instead of tanh.
    """

    width: int = 64
    kernel: int = 5
    stem: bool = True
    slope: float = 0.3
    norm: bool = True
    levels: Levels = "signed"
    prior: Prior = "normal"
    init: Init = "torch"


class Generator(nn.Module):
    """z (N, latent), optionally with a label -> dense -> transposed convolutions -> tanh."""

    def __init__(self, latent: int, spec: Pictures, shape: GShape, *, classes: int = 0) -> None:
        super().__init__()
        self.latent, self.classes = latent, classes
        self.prior = prior_of(shape.prior)
        ups = doublings(spec.size)
        base = spec.size // 2**ups
        highest = ups if shape.stem else ups - 1
        channels = [shape.width * 2**level for level in range(highest, -1, -1)]
        bias, init, kernel = not shape.norm, shape.init, shape.kernel
        first = base * base * channels[0]
        layers: list[nn.Module] = [
            with_init(nn.Linear(latent + classes, first, bias=bias), init),
            *([nn.BatchNorm1d(first)] if shape.norm else []),
            nn.LeakyReLU(shape.slope),
            ToMaps(base, channels[0]),
        ]

        def add(convolution: nn.ConvTranspose2d) -> None:
            layers.append(with_init(convolution, init))
            if shape.norm:
                layers.append(nn.BatchNorm2d(convolution.out_channels))
            layers.append(nn.LeakyReLU(shape.slope))

        if shape.stem:
            add(nn.ConvTranspose2d(channels[0], channels[1], kernel, 1, kernel // 2, bias=bias))
            channels = channels[1:]
        for inside, outside in pairwise(channels):
            add(up(inside, outside, kernel, bias))
        last = with_init(up(channels[-1], spec.shape[0], kernel, bias), init)
        end = nn.Tanh() if shape.levels == "signed" else StretchedSigmoid()
        self.layers = nn.Sequential(*layers, last, end)

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return pictures (N, C, H, W) in [-1, 1]; `cond` (N,) labels where conditional."""
        out: Tensor = self.layers(join_label(self.prior(z), cond, self.classes))
        return out


@dataclass(frozen=True)
class DShape:
    """How a convolutional D is built: `depth` stride-2 layers, the first of `width` channels.

    levels: the brightness that it reads of pictures in [-1, 1].
    """

    width: int = 64
    depth: int = 2
    kernel: int = 5
    norm: Norm = "none"
    dropout: float = 0.3
    slope: float = 0.3
    levels: Levels = "signed"
    init: Init = "torch"


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
        self.sees, self.says, self.levels = sees, says, shape.levels
        wrap = wrapper(shape.norm)
        layers: list[nn.Module] = []
        inside, side = spec.shape[0] + sees, spec.size
        for level in range(shape.depth):
            outside = shape.width * 2**level
            convolution = nn.Conv2d(inside, outside, shape.kernel, 2, (shape.kernel - 1) // 2)
            layers.append(wrap(with_init(convolution, shape.init)))
            if shape.norm == "batch" and level > 0:
                layers.append(nn.BatchNorm2d(outside))
            layers += [nn.LeakyReLU(shape.slope), Dropout(shape.dropout, stream)]
            inside = outside
            side = (side + 2 * ((shape.kernel - 1) // 2) - shape.kernel) // 2 + 1
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.head = wrap(with_init(nn.Linear(inside * side * side, 1), shape.init))
        self.classify = (
            with_init(nn.Linear(inside * side * side, says), shape.init) if says else None
        )

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return logit (N,), higher = more real; classes (N, says); features (N, F)."""
        features = self.body(label_planes(in_levels(x, self.levels), cond, self.sees))
        classes = None if self.classify is None else self.classify(features)
        return Verdict(self.head(features).flatten(), classes, features)
