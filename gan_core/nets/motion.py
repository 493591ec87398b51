"""A network that moves pixels instead of drawing them again."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, pad

TURNS = ((2, 2), (2, 0), (0, 2), (0, 0))
"""How far before, in steps down and across, something was that now is one step away: twice as far
if it goes on, as near as it will be if it turns round."""
MATCHED = 128.0
"""What matching is multiplied with, so that what it counts learns as fast as other weights."""
FIRST = (1.0, 0.3)
"""How much count at first: that blocks are unlike, and that they are bright."""
TURN, GOES_ON = 64.0, 32.0
"""What the network's word on turns is multiplied with; by how much going on is ahead at first."""
DRAWN, MOVED = 8.0, 4.0
"""The same of what is drawn, and of what is moved."""
BLOCK = 7
"""Pixels across of what is matched."""


class Motion(nn.Module):
    """Moves each pixel on, or back where it turns round, and draws what was hidden.

    A softmax says from where in the last frame each pixel comes, at most `reach` pixels away, black
    beyond its sides: the dynamic filters of De Brabandere et al. 2016 (arXiv 1605.09673, section
    3). It is taken of how well blocks match, as in video coding: how unlike the last two frames
    are, and how bright, if what comes from a place moved before as it does now. The network says
    of each pixel whether it goes on or turns round, down and across, and whether it is moved or
    drawn.
    network: (inputs, outputs) -> maps (N, inputs, S, S) to (N, outputs, S, S) in [-1, 1].
    """

    def __init__(
        self, network: Callable[[int, int], nn.Module], channels: int, frames: int, reach: int
    ) -> None:
        super().__init__()
        self.channels, self.reach = channels, reach
        self.net = network(channels * frames, len(TURNS) + 1 + channels)
        self.counts = nn.Parameter(torch.tensor(FIRST))

    def forward(self, past: Tensor) -> Tensor:
        """Return the next frame (N, C, S, S) in [-1, 1], from a strip (N, C x frames, S, S)."""
        before, last = past[:, -2 * self.channels :].chunk(2, 1)
        moved = _shifted(last, self.reach, (1, 1))
        turns, mask, drawn = self.net(past).split([len(TURNS), 1, self.channels], 1)
        places = moved.detach()
        bright = MATCHED * self.counts[1] * _of_blocks(places + 1)
        matches = []
        for at, turn in enumerate(TURNS):
            unlike = _of_blocks((places - _shifted(before.detach(), self.reach, turn)).abs())
            word = TURN * turns[:, at : at + 1] + GOES_ON * (at == 0)
            matches.append(word - MATCHED * self.counts[0] * unlike)
        chances = (bright + torch.stack(matches).logsumexp(0)).softmax(1)
        moved = (chances[:, :, None] * moved).sum(1)
        frame: Tensor = moved + (DRAWN * mask - MOVED).sigmoid() * (drawn - moved)
        return frame


def _of_blocks(maps: Tensor) -> Tensor:
    """Return the mean of (N, places, C, S, S) over channels and the block around each pixel."""
    down = avg_pool2d(maps.mean(2), (BLOCK, 1), 1, (BLOCK // 2, 0))  # 14 sums instead of 49
    return avg_pool2d(down, (1, BLOCK), 1, (0, BLOCK // 2))


def _shifted(frame: Tensor, reach: int, far: tuple[int, int]) -> Tensor:
    """Return (N, C, S, S) from each place, so many times as far: (N, places, C, S, S)."""
    size, most = frame.shape[-1], 2 * reach
    around = pad(frame, [most] * 4, value=-1.0)
    down, across = ([most + step * at for at in range(-reach, reach + 1)] for step in far)
    return torch.stack([around[:, :, y : y + size, x : x + size] for y in down for x in across], 1)
