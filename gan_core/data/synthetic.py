"""Made-up data that needs no file: for tests of other picture sizes and for the 2-D games."""

from __future__ import annotations

import math

import torch

from gan_core.data.base import DataSet, Spec


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
    return DataSet("blobs", Spec(channels, size, names), items, labels)


def ring(modes: int = 8, radius: float = 1.0, sigma: float = 0.01, count: int = 4096) -> DataSet:
    """Return 2-D points around `modes` centres on a circle (PacGAN: radius 1, sigma .01)."""
    stream = torch.Generator().manual_seed(8)
    labels = torch.randint(0, modes, (count,), generator=stream)
    angle = labels * (2 * math.pi / modes)
    centres = radius * torch.stack([angle.cos(), angle.sin()], 1)
    items = centres + sigma * torch.randn(count, 2, generator=stream)
    return DataSet("ring", Spec(2, 1, range=(-math.inf, math.inf)), items, labels)
