"""What a data set is: items, labels, what a network must know of it, and its card."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor


@dataclass(frozen=True)
class Spec:
    """What a network must know of a data set: `channels` x `size` x `size` pictures, class names.

    range: the values that a view maps pictures to, and that G's last layer must reach.
    """

    channels: int = 1
    size: int = 28
    classes: tuple[str, ...] = ()
    range: tuple[float, float] = (-1.0, 1.0)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (channels, height, width)."""
        return (self.channels, self.size, self.size)

    @property
    def pixels(self) -> int:
        """Return how many numbers one picture has."""
        return self.channels * self.size * self.size


@dataclass(frozen=True)
class Card:
    """Where a data set comes from and what may be done with it; `about` is translatable."""

    title: str
    about: str
    source: str
    licence: str
    licence_url: str
    attribution: str


@dataclass(frozen=True)
class DataSet:
    """Items of one kind with labels, split into training and held-out parts.

    items: what is trained on; pictures are uint8 (N, C, H, W), points float32 (N, 2).
    labels: int64 (N,) or None. held_out: the same for the part that is never trained on.
    other: the items of a second domain, for unpaired translation; of any number.
    """

    name: str
    spec: Spec
    items: Tensor
    labels: Tensor | None = None
    held_out: Tensor | None = None
    held_out_labels: Tensor | None = None
    card: Card | None = None
    other: Tensor | None = None
    content_hash: str = field(default="")

    def __post_init__(self) -> None:
        if not self.content_hash:
            parts = (self.items, self.labels, self.other)
            object.__setattr__(self, "content_hash", content_hash(*parts))

    def __len__(self) -> int:
        return len(self.items)

    def to(self, device: torch.device | str) -> DataSet:
        """Return the same data set with its training part on `device` (uint8 stays uint8)."""
        if self.items.device == torch.device(device):
            return self
        return replace(
            self,
            items=self.items.to(device),
            labels=None if self.labels is None else self.labels.to(device),
            other=None if self.other is None else self.other.to(device),
        )


def content_hash(*parts: Tensor | None) -> str:
    """Return 16 hex digits of SHA-256 over what a data set holds: a name fixes its content."""
    digest = hashlib.sha256()
    for part in parts:
        if part is not None:
            digest.update(part.contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]
