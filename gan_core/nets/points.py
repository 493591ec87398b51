"""G for points in the plane: fully connected, with a linear last layer."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn


class Generator(nn.Module):
    """z (N, latent) -> hidden layers -> points (N, numbers), not bounded.

    slope: LeakyReLU's negative slope; 0 is ReLU.
    """

    def __init__(
        self, latent: int, hidden: Sequence[int], numbers: int = 2, *, slope: float = 0.0
    ) -> None:
        super().__init__()
        self.latent = latent
        layers: list[nn.Module] = []
        width = latent
        for out in hidden:
            layers += [nn.Linear(width, out), nn.LeakyReLU(slope)]
            width = out
        self.layers = nn.Sequential(*layers, nn.Linear(width, numbers))

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return points (N, numbers); `cond` is ignored."""
        return self.layers(z)  # type: ignore[no-any-return]
