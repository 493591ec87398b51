"""StyleGAN2's D: residual blocks of equalised layers, and how varied its batch is."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from gan_core.data.spec import Pictures
from gan_core.nets.dcgan import doublings
from gan_core.nets.equal import Equal, EqualConv, Leaky, leaky


class BatchDeviation(nn.Module):
    """Adds one map: how far apart the pictures of a group of up to four are, on average.

    Karras et al. 2018, arXiv 1710.10196, section 3. So D sees whether G repeats itself.
    """

    mixes = True
    group = 4

    def forward(self, x: Tensor) -> Tensor:
        """Return maps (N, C + 1, H, W)."""
        n, channels, height, width = x.shape
        group = math.gcd(n, self.group)
        grouped = x.reshape(group, n // group, channels, height, width).float()
        apart = grouped - grouped.mean(0)
        deviation = (apart.square().mean(0) + 1e-8).sqrt().mean((1, 2, 3))
        maps = deviation.to(x.dtype).repeat(group)[:, None, None, None]
        return torch.cat([x, maps.expand(-1, 1, height, width)], 1)


class Halving(nn.Module):
    """(two convolutions, half the size) + (half the size, 1x1), over sqrt 2 (figure 7c)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first, self.second = EqualConv(inputs, inputs), EqualConv(inputs, outputs)
        self.skip = EqualConv(inputs, outputs, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of half the height and width."""
        maps = leaky(self.second(avg_pool2d(leaky(self.first(x)), 2)))
        out: Tensor = (maps + self.skip(avg_pool2d(x, 2))) / math.sqrt(2)
        return out


class Discriminator(nn.Module):
    """Pictures (N, C, S, S) -> logits (N,).

    width: channels at the full size; each halving of the side has twice as many, up to `most`.
    """

    def __init__(self, spec: Pictures, width: int, most: int) -> None:
        super().__init__()
        downs = doublings(spec.size)
        widths = [min(most, width * 2**level) for level in range(downs + 1)]
        side = spec.size // 2**downs
        self.layers = nn.Sequential(
            EqualConv(spec.shape[0], widths[0], 1),
            Leaky(),
            *(Halving(inputs, outputs) for inputs, outputs in pairwise(widths)),
            BatchDeviation(),
            EqualConv(widths[-1] + 1, widths[-1]),
            Leaky(),
            nn.Flatten(),
            Equal(widths[-1] * side**2, widths[-1]),
            Leaky(),
            Equal(widths[-1], 1),
        )

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        """Return the logits; it takes no label."""
        logits: Tensor = self.layers(x)
        return logits.flatten()
