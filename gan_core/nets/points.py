"""G for points in the plane: fully connected, with a linear last layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from torch import Tensor, nn

from gan_core.nets.layers import LEAKY, Activation, ToUniform

Prior = Literal["normal", "uniform"]


class Generator(nn.Module):
    """z (N, latent) ~ N(0, 1) -> hidden layers -> points (N, numbers), not bounded.

    hidden: their widths; with none G is linear in its prior. activation: makes what follows each
    of them. prior: what reaches the first of them, z itself or z mapped to uniform on [-1, 1].
    """

    def __init__(
        self,
        latent: int,
        hidden: Sequence[int],
        numbers: int = 2,
        *,
        activation: Activation = LEAKY,
        prior: Prior = "normal",
    ) -> None:
        super().__init__()
        self.latent = latent
        layers: list[nn.Module] = [ToUniform()] if prior == "uniform" else []
        width = latent
        for out in hidden:
            layers += [nn.Linear(width, out), activation()]
            width = out
        self.layers = nn.Sequential(*layers, nn.Linear(width, numbers))

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return points (N, numbers); `cond` is ignored."""
        out: Tensor = self.layers(z)
        return out
