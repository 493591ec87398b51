"""Layers that torch lacks, or that draw from torch's process-wide generator there."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, Self

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot
from torch.nn.utils.parametrizations import spectral_norm

from gan_core.answers import Verdict, verdict

Norm = Literal["none", "batch", "spectral"]
ActivationName = Literal["relu", "leaky", "tanh", "elu"]
Activation = Callable[[], nn.Module]
LEAKY: Activation = partial(nn.LeakyReLU, 0.2)
ACTIVATIONS: dict[ActivationName, Activation] = {
    "relu": partial(nn.LeakyReLU, 0.0),
    "leaky": LEAKY,
    "tanh": nn.Tanh,
    "elu": nn.ELU,
}


class Stochastic(nn.Module):
    """A layer with randomness of its own: it draws from a stream of the run, so resume is exact.

    A copy (for EMA) shares the stream, which is not a weight.
    """

    def __init__(self, stream: torch.Generator) -> None:
        super().__init__()
        self.stream = stream

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo[id(self.stream)] = self.stream
        twin = self.__class__.__new__(self.__class__)
        memo[id(self)] = twin
        twin.__dict__.update({k: copy.deepcopy(v, memo) for k, v in self.__dict__.items()})
        return twin


class Dropout(Stochastic):
    """Dropout (Srivastava et al. 2014) with probability `p`, from the run's own stream."""

    def __init__(self, p: float, stream: torch.Generator) -> None:
        super().__init__(stream)
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """Zero each number with probability p and scale the rest by 1/(1-p), while training."""
        if not self.training or self.p == 0:
            return x
        keep = 1 - self.p
        mask = torch.empty_like(x).bernoulli_(keep, generator=self.stream)
        return x * mask.div_(keep)

    def extra_repr(self) -> str:
        """Show p in the printed network."""
        return f"p={self.p}"


def wrapper(norm: Norm) -> Callable[[nn.Module], nn.Module]:
    """Return what D's layers go through: spectral norm (arXiv 1802.05957), else nothing."""
    return spectral_norm if norm == "spectral" else lambda layer: layer


class Packed(nn.Module):
    """A D that judges `pack` pictures together, joined along channels: one logit for each pack.

    Rows i * pack ... i * pack + pack - 1 of a batch are a pack (Lin et al. 2018, PacGAN,
    arXiv 1712.04086, section 3.1), so a batch must be a multiple of `pack`.
    """

    def __init__(self, net: nn.Module, pack: int) -> None:
        super().__init__()
        self.net, self.pack = net, pack

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return the verdict on each pack of pictures (N, C, ...): logit (N / pack,)."""
        packs = x.reshape(-1, self.pack * x.shape[1], *x.shape[2:])
        return verdict(self.net(packs))


class ToMaps(nn.Module):
    """Reshape (N, side * side * channels) to maps (N, channels, side, side).

    Channels come last in memory: convolutions on a CPU run up to twice as fast in that layout,
    and the view costs nothing.
    """

    def __init__(self, side: int, channels: int) -> None:
        super().__init__()
        self.side, self.channels = side, channels

    def forward(self, x: Tensor) -> Tensor:
        """Return the maps."""
        return x.view(-1, self.side, self.side, self.channels).permute(0, 3, 1, 2)

    def extra_repr(self) -> str:
        """Show the shape in the printed network."""
        return f"{self.channels}x{self.side}x{self.side}"


def join_label(x: Tensor, cond: Tensor | None, classes: int) -> Tensor:
    """Return `x` (N, F) with the one-hot label appended, (N, F + classes); as it is without.

    Raises:
        ValueError: the network is conditional but no labels were given.
    """
    if not classes:
        return x
    if cond is None:
        raise ValueError("this network is conditional: it needs labels")
    return torch.cat([x, one_hot(cond, classes).to(x.dtype)], 1)


def label_planes(x: Tensor, cond: Tensor | None, classes: int) -> Tensor:
    """Return pictures `x` (N, C, H, W) with one constant plane per class appended."""
    if not classes:
        return x
    if cond is None:
        raise ValueError("this network is conditional: it needs labels")
    planes = one_hot(cond, classes).to(x.dtype)[:, :, None, None].expand(-1, -1, *x.shape[2:])
    return torch.cat([x, planes], 1)
