"""BigGAN's G and D (Brock et al. 2019, arXiv 1809.11096, figure 15), narrow enough for a CPU."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, relu

from gan_core.answers import Verdict
from gan_core.data.spec import Pictures
from gan_core.nets.attention import Attention, Wrap
from gan_core.nets.dcgan import doublings
from gan_core.nets.layers import Norm, ToMaps, wrapper


@dataclass(frozen=True)
class BigShape:
    """How such a network is built.

    width: channels at the full size; each halving of the side has twice as many, up to `most`.
    norm: "spectral" bounds every layer. attention: one layer of it, at half the full size.
    shared: numbers of the class embedding that all of G's layers share.
    """

    width: int = 16
    most: int = 64
    norm: Norm = "spectral"
    attention: bool = False
    shared: int = 32

    def widths(self, spec: Pictures) -> list[int]:
        """Return the channels from the full size to the smallest."""
        return [min(self.most, self.width * 2**level) for level in range(doublings(spec.size) + 1)]


def layers_of(norm: Norm) -> Wrap:
    """Return what each layer goes through: orthogonal weights, biases of 0, then spectral norm."""
    wrap = wrapper(norm)

    def ready(layer: nn.Module) -> nn.Module:
        nn.init.orthogonal_(layer.weight)  # type: ignore[arg-type]
        if getattr(layer, "bias", None) is not None:
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        return wrap(layer)

    return ready


class ConditionalNorm(nn.Module):
    """BatchNorm whose gain and bias are made of a condition: maps (N, C, H, W) and (N, numbers)."""

    def __init__(self, channels: int, numbers: int, wrap: Wrap) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.gain = wrap(nn.Linear(numbers, channels, bias=False))
        self.bias = wrap(nn.Linear(numbers, channels, bias=False))

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Return maps of the same shape."""
        gain, bias = self.gain(condition), self.bias(condition)
        out: Tensor = self.norm(x) * (1 + gain[:, :, None, None]) + bias[:, :, None, None]
        return out


class Growing(nn.Module):
    """(norm, ReLU, twice the size, 3x3, norm, ReLU, 3x3) + (twice the size, 1x1); figure 15b."""

    def __init__(self, inputs: int, outputs: int, numbers: int, wrap: Wrap) -> None:
        super().__init__()
        self.first_norm = ConditionalNorm(inputs, numbers, wrap)
        self.second_norm = ConditionalNorm(outputs, numbers, wrap)
        self.first = wrap(nn.Conv2d(inputs, outputs, 3, padding=1))
        self.second = wrap(nn.Conv2d(outputs, outputs, 3, padding=1))
        self.skip = wrap(nn.Conv2d(inputs, outputs, 1))

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Return maps of twice the height and width."""
        maps = self.first(twice(relu(self.first_norm(x, condition))))
        maps = self.second(relu(self.second_norm(maps, condition)))
        out: Tensor = maps + twice(self.skip(x))  # a 1x1 convolution first: the same, for less
        return out


def twice(x: Tensor) -> Tensor:
    """Return maps of twice the height and width, each number four times."""
    return interpolate(x, scale_factor=2, mode="nearest")


def pieces_of(latent: int, count: int) -> list[int]:
    """Return how z (latent,) is cut into `count` pieces: evenly, the first takes what is left."""
    each = latent // count
    return [latent - each * (count - 1), *[each] * (count - 1)]


class Generator(nn.Module):
    """(z, label) -> pictures; z is cut into pieces, one for the beginning and one for each block.

    Each block's norms are told its piece beside the class embedding that all share (skip-z,
    section 3.1 and appendix B).
    """

    def __init__(self, latent: int, spec: Pictures, shape: BigShape) -> None:
        super().__init__()
        self.latent, wrap = latent, layers_of(shape.norm)
        widths = shape.widths(spec)[::-1]
        self.pieces = pieces_of(latent, len(widths))
        base = spec.size // 2 ** (len(widths) - 1)
        self.embed = nn.Embedding(len(spec.classes), shape.shared)
        nn.init.orthogonal_(self.embed.weight)
        self.begin = nn.Sequential(
            wrap(nn.Linear(self.pieces[0], base * base * widths[0])), ToMaps(base, widths[0])
        )
        self.blocks = nn.ModuleList(
            Growing(inputs, outputs, shape.shared + piece, wrap)
            for (inputs, outputs), piece in zip(pairwise(widths), self.pieces[1:], strict=True)
        )
        self.attention = Attention(widths[-2], wrap) if shape.attention else None
        self.end = nn.Sequential(
            nn.BatchNorm2d(widths[-1]),
            nn.ReLU(),
            wrap(nn.Conv2d(widths[-1], spec.shape[0], 3, padding=1)),
            nn.Tanh(),
        )

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Return pictures (N, C, H, W) in [-1, 1].

        Raises:
            ValueError: there are no labels `y` (N,).
        """
        if y is None:
            raise ValueError("this G is conditional: it needs labels")
        label, (first, *rest) = self.embed(y), torch.split(z, self.pieces, 1)
        x = self.begin(first)
        for level, (block, piece) in enumerate(zip(self.blocks, rest, strict=True)):
            if self.attention is not None and level == len(self.blocks) - 1:
                x = self.attention(x)
            x = block(x, torch.cat([label, piece], 1))
        out: Tensor = self.end(x)
        return out


class Shrinking(nn.Module):
    """(ReLU, 3x3, ReLU, 3x3, half the size) + (half the size, 1x1); figure 15c.

    first: it reads pictures, which no ReLU must cut. halves: whether it halves height and width;
    where it does not, and the width stays, what goes in is added as it is.
    """

    def __init__(
        self, inputs: int, outputs: int, wrap: Wrap, *, first: bool = False, halves: bool = True
    ) -> None:
        super().__init__()
        self.reads, self.halves = first, halves
        self.first = wrap(nn.Conv2d(inputs, outputs, 3, padding=1))
        self.second = wrap(nn.Conv2d(outputs, outputs, 3, padding=1))
        changes = halves or inputs != outputs
        self.skip = wrap(nn.Conv2d(inputs, outputs, 1)) if changes else None

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of half the height and width, or of the same."""
        maps = self.second(relu(self.first(x if self.reads else relu(x))))
        skip = self._half(x)
        skip = skip if self.skip is None else self.skip(skip)
        out: Tensor = self._half(maps) + skip
        return out

    def _half(self, x: Tensor) -> Tensor:
        return avg_pool2d(x, 2) if self.halves else x


class Discriminator(nn.Module):
    """(pictures, label) -> logit: what D sees in itself, plus how well the label's vector fits it.

    The projection of Miyato & Koyama 2018, arXiv 1802.05637, equation 4.
    """

    def __init__(self, spec: Pictures, shape: BigShape) -> None:
        super().__init__()
        wrap, widths = layers_of(shape.norm), shape.widths(spec)
        steps = list(pairwise([spec.shape[0], *widths]))
        blocks: list[nn.Module] = [
            Shrinking(*step, wrap, first=level == 0, halves=level < len(steps) - 1)
            for level, step in enumerate(steps)
        ]
        if shape.attention:
            blocks.insert(1, Attention(widths[0], wrap))
        self.body = nn.Sequential(*blocks, nn.ReLU())
        self.head = wrap(nn.Linear(widths[-1], 1))
        self.embed = wrap(nn.Embedding(len(spec.classes), widths[-1]))

    def forward(self, x: Tensor, y: Tensor | None = None) -> Verdict:
        """Return the logit (N,), higher = more real, and features (N, F).

        Raises:
            ValueError: there are no labels `y` (N,).
        """
        if y is None:
            raise ValueError("this D is conditional: it needs labels")
        features = self.body(x).sum((2, 3))
        fits = (self.embed(y) * features).sum(1)
        return Verdict(self.head(features).flatten() + fits, None, features)
