"""CycleGAN's G: half the size twice, residual blocks, twice the size again (arXiv 1703.10593, 7.2).

The network of Johnson et al. 2016 (arXiv 1603.08155) for style transfer.
"""

from __future__ import annotations

from torch import Tensor, nn

from gan_core.nets.layers import Init, with_init
from gan_core.nets.unet import MapNorm, halvings, normalised

_LEAST = 4
"""The side that the blocks need: maps of one number have no spread to normalise."""


_STEEP = 2
"""Of the picture that a change is added to: black and white come out at -.96 and .96."""


class Block(nn.Module):
    """x + two 3x3 convolutions, each normalised, without an activation at the end."""

    def __init__(self, channels: int, norm: MapNorm, init: Init) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_convolution(channels, channels, 3, norm, init),
            nn.ReLU(),
            *_convolution(channels, channels, 3, norm, init),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        out: Tensor = x + self.layers(x)
        return out


class ResidualTranslator(nn.Module):
    """Pictures (N, C, S, S) -> pictures of `outputs` channels in [-1, 1].

    width: maps of the first layer; each time the side is halved there are twice as many.
    downs: how often it is halved at most, while it is even and stays at 4 or more.
    change: what it says is added, before the last tanh, to the picture that came, so that it begins
    with what lies where; the paper's says all of it.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        size: int,
        *,
        width: int,
        downs: int,
        blocks: int,
        norm: MapNorm,
        init: Init,
        change: bool = False,
    ) -> None:
        super().__init__()
        self.outputs, self.change = outputs, change
        levels = halvings(size, min(downs, max(0, (size // _LEAST).bit_length() - 1)))
        layers: list[nn.Module] = [*_convolution(inputs, width, 7, norm, init), nn.ReLU()]
        for _ in range(levels):
            down = with_init(nn.Conv2d(width, 2 * width, 3, 2, 1), init)
            layers += [down, normalised(norm, 2 * width), nn.ReLU()]
            width *= 2
        layers += [Block(width, norm, init) for _ in range(blocks)]
        for _ in range(levels):
            up = nn.ConvTranspose2d(width, width // 2, 3, 2, 1, output_padding=1)
            layers += [with_init(up, init), normalised(norm, width // 2), nn.ReLU()]
            width //= 2
        last = with_init(nn.Conv2d(width, outputs, 7), init)
        if change:  # at first nothing is added
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)  # type: ignore[arg-type]
        self.layers = nn.Sequential(*layers, nn.ReflectionPad2d(3), last)
        self.bound = nn.Tanh()

    def forward(self, source: Tensor) -> Tensor:
        """Return pictures in [-1, 1]."""
        pictures: Tensor = self.layers(source)
        if self.change:
            pictures = pictures + _STEEP * _in_channels(source, self.outputs)
        bounded: Tensor = self.bound(pictures)
        return bounded


def _in_channels(pictures: Tensor, channels: int) -> Tensor:
    """Return pictures in grey or in colour, as the number of channels says."""
    if pictures.shape[1] == channels:
        return pictures
    return pictures.mean(1, keepdim=True).expand(-1, channels, -1, -1)


def _convolution(
    inputs: int, outputs: int, side: int, norm: MapNorm, init: Init
) -> tuple[nn.Module, ...]:
    """Return a convolution that keeps the size, by a mirrored border, and its normalisation."""
    layer = with_init(nn.Conv2d(inputs, outputs, side), init)
    return nn.ReflectionPad2d(side // 2), layer, normalised(norm, outputs)
