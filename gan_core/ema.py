"""Exponential moving average of a network: the steadier G that is shown and shipped."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Ema:
    """A copy of `net` whose parameters follow it slowly.

    Yazici et al. 2019, arXiv 1806.04498, equation 3. The decay warms up as min(decay, (1 + t) /
    (10 + t)), so that the first steps do not drag the random start along. Buffers (BatchNorm
    statistics) are copied, not averaged: they are averages already.
    """

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.net = copy.deepcopy(net).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self, net: nn.Module) -> None:
        """Move one step towards `net`."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        mine = [p.detach() for p in self.net.parameters()]
        theirs = [p.detach() for p in net.parameters()]
        torch._foreach_lerp_(mine, theirs, 1 - decay)
        for own, other in zip(self.net.buffers(), net.buffers(), strict=True):
            own.copy_(other)
