"""A network that moves pixels instead of drawing them again."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, pad

SHARP, MATCHED = 32.0, 128.0
"""What the network's word on places, and what matching says, are multiplied with."""
FIRST = (1.0, 0.3, 0.1)
"""How much count at first: that blocks are unlike, that they are bright, the network's word."""
MASK, MOVED = 8.0, 4.0
"""What the mask is multiplied with, and by how much it begins on the side of what is moved."""
BLOCK = 7
"""Pixels across of what is matched."""


class Motion(nn.Module):
    """Says of each pixel from where in the last frame it comes, and draws what was hidden there.

    The dynamic filters of De Brabandere et al. 2016 (arXiv 1605.09673, section 3): the softmax over
    places up to `reach` pixels away in the last frame, black beyond its sides. It is shown how well
    blocks match: how unlike the last two frames are, and how bright, if what comes from a place has
    moved as far before. The network overrules that where digits bounce or cross; how much each
    counts is learned, from FIRST on. A mask chooses between what is moved and what is drawn.
    network: (inputs, outputs) -> maps (N, inputs, S, S) to (N, outputs, S, S) in [-1, 1].
    """

    def __init__(
        self, network: Callable[[int, int], nn.Module], channels: int, frames: int, reach: int
    ) -> None:
        super().__init__()
        self.channels, self.reach = channels, reach
        self.places = (2 * reach + 1) ** 2
        self.net = network(channels * frames + self.places, self.places + 1 + channels)
        self.counts = nn.Parameter(torch.tensor(FIRST))

    def forward(self, past: Tensor) -> Tensor:
        """Return the next frame (N, C, S, S) in [-1, 1], from a strip (N, C x frames, S, S)."""
        before, last = past[:, -2 * self.channels :].chunk(2, 1)
        moved = _shifted(last, self.reach, 1)
        unlike, bright = _matched(moved.detach(), _shifted(before.detach(), self.reach, 2))
        matches = MATCHED * (self.counts[1] * bright - self.counts[0] * unlike)
        maps = self.net(torch.cat([past, unlike], 1))
        places, mask, drawn = maps.split([self.places, 1, self.channels], 1)
        chances = (SHARP * self.counts[2] * places + matches).softmax(1)
        moved = (chances[:, :, None] * moved).sum(1)
        frame: Tensor = moved + (MASK * mask - MOVED).sigmoid() * (drawn - moved)
        return frame


def _matched(moved: Tensor, earlier: Tensor) -> list[Tensor]:
    """Return how unlike two (N, places, C, S, S) are in the block around each pixel, how bright.

    Both (N, places, S, S), means over channels and the block.
    """
    both = (moved - earlier).abs().mean(2), (torch.maximum(moved, earlier) + 1).mean(2)
    half = BLOCK // 2
    rows = [avg_pool2d(one, (BLOCK, 1), 1, (half, 0)) for one in both]  # 14 sums instead of 49
    return [avg_pool2d(one, (1, BLOCK), 1, (0, half)) for one in rows]


def _shifted(frame: Tensor, reach: int, times: int) -> Tensor:
    """Return (N, C, S, S) from each place, `times` as far: (N, places, C, S, S), black beyond."""
    size, most = frame.shape[-1], times * reach
    around = pad(frame, [most] * 4, value=-1.0)
    steps = range(0, 2 * most + 1, times)
    return torch.stack([around[:, :, y : y + size, x : x + size] for y in steps for x in steps], 1)
