"""Degradations: how a picture is made smaller, worn or incomplete, for a G that is to undo it.

Where a recipe has one, its sources are made of the items themselves, anew each time, so that it
learns from any data set of pictures.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

import torch
from torch import Tensor

from gan_core.data.spec import Pictures


class Degradation(Protocol):
    """What a G is to undo.

    plainly: what `plain` does, in a word or two (translatable); "" where it does nothing.
    """

    plainly: ClassVar[str]

    def source(self, spec: Pictures) -> Pictures:
        """Return what pictures of `spec` become.

        Raises:
            UserError: they cannot become it.
        """

    def __call__(self, items: Tensor, stream: torch.Generator) -> Tensor:
        """Return degraded pictures of `items` (N, C, S, S) in [-1, 1]; chance is `stream`'s."""

    def plain(self, sources: Tensor) -> Tensor:
        """Return what can be made of degraded pictures without a network, (N, C, S, S)."""
