"""Random straight strokes on a picture, as distances of its pixels from them."""

from __future__ import annotations

import torch
from torch import Tensor


def uniform(low: float, high: float, shape: tuple[int, ...], stream: torch.Generator) -> Tensor:
    """Return numbers drawn evenly from [low, high), of `shape`, on the stream's device."""
    return low + (high - low) * torch.rand(shape, generator=stream, device=stream.device)


def to_segments(start: Tensor, end: Tensor, size: int) -> Tensor:
    """Return how far each pixel's centre is from each segment: (N, K, size, size), in pixels.

    start, end: (N, K, 2), as (row, column) in shares of the side.
    """
    middles = torch.arange(size, device=start.device) + 0.5
    rows, columns = torch.meshgrid(middles, middles, indexing="ij")
    pixels = torch.stack([rows, columns], -1)
    begin, along = start[:, :, None, None] * size, (end - start)[:, :, None, None] * size
    away = pixels - begin
    length = along.square().sum(-1).clamp_min(1e-6)
    share = ((away * along).sum(-1) / length).clamp(0, 1)
    return (away - share[..., None] * along).square().sum(-1).sqrt()
