"""Smaller pictures, for super-resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError

LEAST = 4
"""The smallest side that a picture may have."""


def bicubic(pictures: Tensor, size: int) -> Tensor:
    """Return pictures in [-1, 1] at another size, by bicubic interpolation with antialiasing."""
    other = interpolate(pictures, (size, size), mode="bicubic", antialias=True)
    return other.clamp(-1, 1)


@dataclass(frozen=True)
class Shrinking:
    """Pictures of a `factor`-th of the side, bicubic (Ledig et al. 2017, section 3.2)."""

    plainly: ClassVar[str] = N_("bicubic")
    factor: int = 4

    def source(self, spec: Pictures) -> Pictures:
        """Return pictures of a smaller side.

        Raises:
            UserError: the side cannot be divided, or would be too small.
        """
        if spec.size % self.factor or spec.size // self.factor < LEAST:
            raise UserError(
                N_(
                    "Pictures of {size} pixels cannot be shrunk {factor} times: the side must be "
                    "a multiple of {factor}, and at least {least}."
                ),
                size=spec.size,
                factor=self.factor,
                least=LEAST * self.factor,
            )
        return Pictures(spec.channels, spec.size // self.factor)

    def __call__(self, items: Tensor, stream: torch.Generator) -> Tensor:
        """Return the pictures at a `factor`-th of their side."""
        return bicubic(items, items.shape[-1] // self.factor)

    def plain(self, sources: Tensor) -> Tensor:
        """Return the pictures enlarged by bicubic interpolation."""
        return bicubic(sources, self.factor * sources.shape[-1])
