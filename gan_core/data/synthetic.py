"""Made-up data that needs no file: for tests of other picture sizes and for the 2-D games."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures, Points


def blobs(channels: int = 1, size: int = 28, count: int = 256, classes: int = 10) -> DataSet:
    """Return bright squares on black, (count, channels, size, size); the class is the position."""
    stream = torch.Generator().manual_seed(7)
    labels = torch.arange(count) % classes
    items = torch.zeros(count, channels, size, size, dtype=torch.uint8)
    side = size // 4
    for row, label in enumerate(labels.tolist()):
        jitter = int(torch.randint(0, 2, (1,), generator=stream))
        top = (label % 3) * side + jitter
        left = (label // 3 % 3) * side + jitter
        bright = torch.randint(128, 256, (channels, 1, 1), generator=stream, dtype=torch.uint8)
        items[row, :, top : top + side, left : left + side] = bright
    names = tuple(str(number) for number in range(classes))
    return DataSet("blobs", Pictures(channels, size, classes=names), items, labels)


PLANE = Points(2)


def ring_centres(modes: int = 8, radius: float = 1.0) -> Tensor:
    """Return `modes` centres on a circle, (modes, 2)."""
    angle = torch.arange(modes) * (2 * math.pi / modes)
    return radius * torch.stack([angle.cos(), angle.sin()], 1)


def grid_centres(side: int = 5, spacing: float = 2.0) -> Tensor:
    """Return side x side centres around the origin, (side * side, 2)."""
    line = spacing * (torch.arange(side) - (side - 1) / 2)
    return torch.cartesian_prod(line, line)


def ring(modes: int = 8, radius: float = 1.0, sigma: float = 0.01, count: int = 4096) -> DataSet:
    """Return 2-D points around `modes` centres on a circle; the label is the mode.

    The defaults are PacGAN's (Lin et al. 2018, arXiv 1712.04086, section 4.1), which follow VEEGAN.
    """
    return _mixture("ring", ring_centres(modes, radius), sigma, count, seed=8)


def grid(side: int = 5, spacing: float = 2.0, sigma: float = 0.05, count: int = 4096) -> DataSet:
    """Return 2-D points around side x side centres; the label is the mode.

    The defaults are the 25 modes {-4, -2, 0, 2, 4}^2 of VEEGAN (arXiv 1705.07761) and PacGAN.
    """
    return _mixture("grid", grid_centres(side, spacing), sigma, count, seed=9)


def _mixture(name: str, centres: Tensor, sigma: float, count: int, seed: int) -> DataSet:
    stream = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, len(centres), (count,), generator=stream)
    items = centres[labels] + sigma * torch.randn(count, 2, generator=stream)
    return DataSet(name, PLANE, items, labels)
