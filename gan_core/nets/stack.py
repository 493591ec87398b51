"""Networks of two stages that draw a text (StackGAN: Zhang et al. 2017, arXiv 1612.03242).

A text is a vector here. Where noise is asked for, it is given: nothing is drawn in a network.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from gan_core.answers import Fakes, Verdict
from gan_core.nets.layers import Norm, wrapper
from gan_core.nets.unet import halvings

SLOPE = 0.2
_BASE = 4
"""The smallest maps are at least so large."""
_WIDEST = 8
"""The widest layer in multiples of the narrowest."""


class Conditioning(nn.Module):
    """A text (N, F) -> what G is told of it (N, size), by conditioning augmentation (section 3.2).

    It is drawn from N(mean, diag(variance)), both of which follow from the text, so that near texts
    overlap. fixed: it is the mean.
    """

    def __init__(self, features: int, size: int, *, fixed: bool) -> None:
        super().__init__()
        self.size, self.fixed = size, fixed
        self.last = nn.Linear(features, size if fixed else 2 * size)

    @property
    def draws(self) -> int:
        """Return how many numbers of noise it wants."""
        return 0 if self.fixed else self.size

    def forward(self, text: Tensor, noise: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the condition, and its mean and log variance by name, where it has these."""
        numbers: Tensor = self.last(text)
        if self.fixed:
            return numbers, {}
        mean, log_variance = numbers.chunk(2, 1)
        condition = mean + (log_variance / 2).exp() * noise
        return condition, {"mean": mean, "log variance": log_variance}


def widths(side: int, width: int) -> list[int]:
    """Return the maps at each size from `side` down to the smallest, each twice as many."""
    levels = halvings(side, (side // _BASE).bit_length() - 1)
    return [width * min(2**level, _WIDEST) for level in range(levels + 1)]


def _block(inside: int, outside: int, *, twice: bool) -> list[nn.Module]:
    """Return a 3x3 convolution with BatchNorm and ReLU, of maps twice as large where asked."""
    up: list[nn.Module] = [nn.Upsample(scale_factor=2)] if twice else []
    convolution = nn.Conv2d(inside, outside, 3, padding=1, bias=False)
    return [*up, convolution, nn.BatchNorm2d(outside), nn.ReLU()]


class Sketcher(nn.Module):
    """Noise z and a text -> a small picture (section 3.3)."""

    def __init__(
        self, latent: int, conditioning: Conditioning, shape: tuple[int, int, int], width: int
    ) -> None:
        super().__init__()
        self.latent, self.conditioning = latent, conditioning
        channels, side, _ = shape
        maps = widths(side, width)[::-1]
        base = side // 2 ** (len(maps) - 1)
        first = maps[0] * base * base
        self.layers = nn.Sequential(
            nn.Linear(latent + conditioning.size, first, bias=False),
            nn.BatchNorm1d(first),
            nn.ReLU(),
            nn.Unflatten(1, (maps[0], base, base)),
            *(part for sizes in pairwise(maps) for part in _block(*sizes, twice=True)),
            nn.Conv2d(maps[-1], channels, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, z: Tensor, text: Tensor, noise: Tensor) -> Fakes:
        """Return pictures in [-1, 1], with what they were told."""
        condition, how = self.conditioning(text, noise)
        return Fakes(self.layers(torch.cat([z, condition], 1)), how)


class _Residual(nn.Module):
    def __init__(self, maps: int) -> None:
        super().__init__()
        second = nn.Conv2d(maps, maps, 3, padding=1, bias=False)
        self.layers = nn.Sequential(*_block(maps, maps, twice=False), second, nn.BatchNorm2d(maps))

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        out: Tensor = (x + self.layers(x)).relu()
        return out


class Refiner(nn.Module):
    """A sketch and its text -> a picture `factor` times as large, without noise (section 3.4).

    Halved once or twice, joined with the text at every place, residual blocks, and up again.
    change: what it says is added to the sketch, so that it begins with that.
    """

    def __init__(
        self,
        conditioning: Conditioning,
        shape: tuple[int, int, int],
        width: int,
        *,
        factor: int,
        blocks: int,
        change: bool,
    ) -> None:
        super().__init__()
        self.conditioning, self.factor, self.change = conditioning, factor, change
        channels, side, _ = shape
        small = side // factor
        downs = halvings(small, 2 if factor > 2 else 1)
        ups = downs + factor.bit_length() - 1
        inner = width * 2**downs
        self.down = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1),
            nn.ReLU(),
            *(part for level in range(downs) for part in _halved(width * 2**level)),
        )
        outward = [max(width, inner // 2**level) for level in range(ups + 1)]
        self.join = nn.Sequential(*_block(inner + conditioning.size, inner, twice=False))
        self.blocks = nn.Sequential(*(_Residual(inner) for _ in range(blocks)))
        self.up = nn.Sequential(
            *(part for sizes in pairwise(outward) for part in _block(*sizes, twice=True)),
            nn.Conv2d(outward[-1], channels, 3, padding=1),
        )

    def forward(self, sketch: Tensor, text: Tensor, noise: Tensor) -> Fakes:
        """Return pictures in [-1, 1], with what they were told."""
        condition, how = self.conditioning(text, noise)
        maps = self.down(sketch)
        out = self.up(self.blocks(self.join(_beside(maps, condition))))
        if self.change:
            out = out + 2 * interpolate(sketch, scale_factor=float(self.factor), mode="bilinear")
        return Fakes(out.tanh(), how)


def _halved(maps: int) -> list[nn.Module]:
    convolution = nn.Conv2d(maps, 2 * maps, 4, 2, 1, bias=False)
    return [convolution, nn.BatchNorm2d(2 * maps), nn.ReLU()]


def _beside(maps: Tensor, vector: Tensor) -> Tensor:
    """Return maps (N, C, H, W) with a vector (N, F) appended at every place."""
    planes = vector[:, :, None, None].expand(-1, -1, *maps.shape[2:])
    return torch.cat([maps, planes], 1)


class TextCritic(nn.Module):
    """A picture and its text -> one logit (section 3.3).

    numbers: how many of them the text is brought down to, which then stand at every place.
    """

    def __init__(
        self, features: int, shape: tuple[int, int, int], width: int, *, numbers: int, norm: Norm
    ) -> None:
        super().__init__()
        wrap = wrapper(norm)
        channels, side, _ = shape
        levels = len(widths(side, width)) - 1
        maps = [channels, *(width * min(2**level, _WIDEST) for level in range(max(1, levels)))]
        layers: list[nn.Module] = []
        for level, (inside, outside) in enumerate(pairwise(maps)):
            kernel, stride = (4, 2) if levels else (3, 1)
            layers.append(wrap(nn.Conv2d(inside, outside, kernel, stride, 1)))
            layers += [nn.BatchNorm2d(outside)] if norm == "batch" and level else []
            layers.append(_leaky())
        self.body = nn.Sequential(*layers)
        self.text = nn.Sequential(wrap(nn.Linear(features, numbers)), _leaky())
        self.join = nn.Sequential(wrap(nn.Conv2d(maps[-1] + numbers, maps[-1], 1)), _leaky())
        base = side // 2**levels
        self.last = wrap(nn.Linear(maps[-1] * base * base, 1))

    def forward(self, x: Tensor, text: Tensor) -> Verdict:
        """Return the logit, higher = more real, and features."""
        features = self.join(_beside(self.body(x), self.text(text))).flatten(1)
        return Verdict(self.last(features).flatten(), None, features)


def _leaky() -> nn.Module:
    return nn.LeakyReLU(SLOPE)
