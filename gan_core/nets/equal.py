"""Layers with an equalised learning rate (Karras et al. 2018, arXiv 1710.10196, section 4.1).

Weights are drawn from N(0, 1) and multiplied by He's constant at each use, so that Adam, whose
step does not depend on a gradient's size, changes every layer by the same share of itself.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, leaky_relu, linear

SLOPE = 0.2
GAIN = math.sqrt(2)


class Equal(nn.Module):
    """A dense layer (N, n) -> (N, m).

    rate: how fast it learns beside the others: its weights are drawn 1 / rate times as large and
    used `rate` times as small (.01 in the mapping network). bias: what every bias is at first.
    """

    def __init__(self, inputs: int, outputs: int, *, rate: float = 1.0, bias: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = nn.Parameter(torch.full((outputs,), bias / rate))
        self.gain, self.rate = rate / math.sqrt(inputs), rate

    def forward(self, x: Tensor) -> Tensor:
        """Return the layer's sums."""
        return linear(x, self.weight * self.gain, self.bias * self.rate)


class EqualConv(nn.Module):
    """A convolution (N, n, H, W) -> (N, m, H, W) that keeps height and width."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        self.gain, self.padding = 1 / math.sqrt(inputs * kernel**2), kernel // 2

    def forward(self, x: Tensor) -> Tensor:
        """Return the layer's maps."""
        return conv2d(x, self.weight * self.gain, self.bias, padding=self.padding)


def leaky(x: Tensor) -> Tensor:
    """Return LeakyReLU of slope .2 times sqrt 2, about as wide as what went in."""
    return leaky_relu(x, SLOPE) * GAIN


class Leaky(nn.Module):
    """`leaky` as a layer."""

    def forward(self, x: Tensor) -> Tensor:
        """Return numbers of the shape of `x`."""
        return leaky(x)
