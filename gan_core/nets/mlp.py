"""Fully connected G and D."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from torch import Tensor, nn

from gan_core.nets.layers import LEAKY, Activation, Norm, wrapper


class Generator(nn.Module):
    """z (N, latent) -> hidden layers -> tanh, reshaped to `shape`.

    norm_from: hidden layers from this index on have BatchNorm (None: none has).
    slope: LeakyReLU's negative slope; 0 is ReLU.
    """

    def __init__(
        self,
        latent: int,
        hidden: Sequence[int],
        shape: Sequence[int],
        *,
        slope: float = 0.0,
        norm_from: int | None = None,
    ) -> None:
        super().__init__()
        self.latent = latent
        layers: list[nn.Module] = []
        width = latent
        for index, out in enumerate(hidden):
            layers.append(nn.Linear(width, out))
            if norm_from is not None and index >= norm_from:
                layers.append(nn.BatchNorm1d(out))
            layers.append(nn.LeakyReLU(slope))
            width = out
        last = [nn.Linear(width, prod(shape)), nn.Tanh(), nn.Unflatten(1, tuple(shape))]
        self.layers = nn.Sequential(*layers, *last)

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return pictures (N, *shape) in [-1, 1]; `cond` is ignored."""
        out: Tensor = self.layers(z)
        return out


class Discriminator(nn.Module):
    """Pictures (N, ...) -> hidden layers -> one logit (N,).

    hidden: their widths; with none D is linear. activation: makes what follows each of them.
    norm: "spectral" on all layers, or BatchNorm in all hidden layers but the first.
    """

    def __init__(
        self,
        pixels: int,
        hidden: Sequence[int],
        *,
        activation: Activation = LEAKY,
        norm: Norm = "none",
    ) -> None:
        super().__init__()
        wrap = wrapper(norm)
        layers: list[nn.Module] = [nn.Flatten()]
        width = pixels
        for index, out in enumerate(hidden):
            layers.append(wrap(nn.Linear(width, out)))
            if norm == "batch" and index > 0:
                layers.append(nn.BatchNorm1d(out))
            layers.append(activation())
            width = out
        self.layers = nn.Sequential(*layers, wrap(nn.Linear(width, 1)), nn.Flatten(0))

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return logits (N,), higher = more real; `cond` is ignored."""
        out: Tensor = self.layers(x)
        return out
