"""A source to draw on."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Start:
    """A source to draw on, uint8, or none, and its true picture (C, H, W) in [-1, 1] where known.

    name: names it in the page's address and in caches.
    """

    name: str
    source: Tensor | None = None
    truth: Tensor | None = None
