"""Self-attention between the places of a map (SAGAN: Zhang et al. 2019, arXiv 1805.08318)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d

Wrap = Callable[[nn.Module], nn.Module]


class Attention(nn.Module):
    """x + strength * what each place gathers from all others; maps (N, C, H, W) of an even side.

    Section 3 of the paper, with keys and values from maps of half the size as in its code. The
    strength is learned and 0 at first, so a new layer changes nothing.
    """

    def __init__(self, channels: int, wrap: Wrap) -> None:
        super().__init__()
        narrow, half = max(1, channels // 8), max(1, channels // 2)
        self.query = wrap(nn.Conv2d(channels, narrow, 1, bias=False))
        self.key = wrap(nn.Conv2d(channels, narrow, 1, bias=False))
        self.value = wrap(nn.Conv2d(channels, half, 1, bias=False))
        self.out = wrap(nn.Conv2d(half, channels, 1, bias=False))
        self.strength = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        query = self.query(x).flatten(2)
        key = max_pool2d(self.key(x), 2).flatten(2)
        value = max_pool2d(self.value(x), 2).flatten(2)
        weights = (query.transpose(1, 2) @ key).softmax(2)
        gathered = (value @ weights.transpose(1, 2)).unflatten(2, x.shape[2:])
        out: Tensor = x + self.strength * self.out(gathered)
        return out
