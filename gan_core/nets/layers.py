"""Layers that torch lacks, or that draw from torch's process-wide generator there."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, Self, TypeVar

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


Prior = Literal["normal", "uniform", "wide", "cube"]
"""What reaches G's first layer: z itself, or z mapped evenly to [-1, 1], to [-sqrt 3, sqrt 3] (as
wide as N(0, 1): variance 1) or to [0, 1]."""
REACHES: dict[Prior, tuple[float, float]] = {
    "uniform": (-1.0, 1.0),
    "wide": (-math.sqrt(3.0), math.sqrt(3.0)),
    "cube": (0.0, 1.0),
}


class ToUniform(nn.Module):
    """z ~ N(0, 1) -> low + (high - low) Phi(z), uniform on [low, high]; no parameters.

    So whoever draws, walks or keeps latents goes on doing so in N(0, 1), whatever G's prior.
    """

    def __init__(self, low: float = -1.0, high: float = 1.0) -> None:
        super().__init__()
        self.middle, self.reach = (low + high) / 2, (high - low) / 2

    def forward(self, z: Tensor) -> Tensor:
        """Return numbers of the shape of `z`."""
        return self.middle + self.reach * (z * math.sqrt(0.5)).erf()

    def extra_repr(self) -> str:
        """Show the range in the printed network."""
        return f"{self.middle - self.reach:g}, {self.middle + self.reach:g}"


def prior_of(name: Prior) -> nn.Module:
    """Return what z goes through before G's first layer."""
    return nn.Identity() if name == "normal" else ToUniform(*REACHES[name])


Levels = Literal["signed", "unit"]
"""The brightness that D reads: -1 to 1, as G makes it, or 0 to 1."""
SPANS: dict[Levels, float] = {"signed": 1.0, "unit": 0.5}
"""By how much what D reads moves where a picture moves by 1."""


def in_levels(x: Tensor, levels: Levels) -> Tensor:
    """Return pictures `x` in [-1, 1] at the brightness `levels`."""
    return x if levels == "signed" else (x + 1) / 2


class StretchedSigmoid(nn.Module):
    """A sigmoid stretched to [-1, 1]: pictures of 0 to 1, shown as all others are."""

    def forward(self, x: Tensor) -> Tensor:
        """Return numbers of the shape of `x`."""
        return 2 * x.sigmoid() - 1


Init = Literal["torch", "normal", "he"]
L = TypeVar("L", nn.Linear, nn.Conv2d, nn.ConvTranspose2d)


def with_init(layer: L, init: Init) -> L:
    """Return `layer` with new first weights and biases of 0; "torch": as it is.

    normal: N(0, .02^2) (Radford et al. 2016, arXiv 1511.06434, section 4). he: uniform with the
    variance 4 / (numbers in + numbers out) that each output and each input touch, and half of it
    in a dense layer (the released code of WGAN-GP, arXiv 1704.00028: He's variance, both ways).
    """
    if init == "torch":
        return layer
    if init == "normal":
        nn.init.normal_(layer.weight, 0.0, 0.02)
    else:
        wide = math.sqrt(3 * _variance(layer))
        nn.init.uniform_(layer.weight, -wide, wide)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def _variance(layer: nn.Linear | nn.Conv2d | nn.ConvTranspose2d) -> float:
    if isinstance(layer, nn.Linear):
        return 2 / (layer.in_features + layer.out_features)
    area, apart = math.prod(layer.kernel_size), math.prod(layer.stride)
    into, out = layer.in_channels * area, layer.out_channels * area
    if isinstance(layer, nn.ConvTranspose2d):
        return 4 / (into / apart + out)
    return 4 / (into + out / apart)


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
