"""What a data set is: items, labels, what a network must know of it, and its card."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

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
    """

    name: str
    spec: Spec
    items: Tensor
    labels: Tensor | None = None
    held_out: Tensor | None = None
    held_out_labels: Tensor | None = None
    card: Card | None = None
    content_hash: str = field(default="")

    def __post_init__(self) -> None:
        if not self.content_hash:
            object.__setattr__(self, "content_hash", content_hash(self.items, self.labels))

    def __len__(self) -> int:
        return len(self.items)

    def to(self, device: torch.device | str) -> DataSet:
        """Return the same data set with its training part on `device` (uint8 stays uint8)."""
        if self.items.device == torch.device(device):
            return self
        return DataSet(
            self.name,
            self.spec,
            self.items.to(device),
            None if self.labels is None else self.labels.to(device),
            self.held_out,
            self.held_out_labels,
            self.card,
            self.content_hash,
        )


def content_hash(items: Tensor, labels: Tensor | None) -> str:
    """Return 16 hex digits of SHA-256 over items and labels: a name fixes its content."""
    digest = hashlib.sha256(items.contiguous().cpu().numpy().tobytes())
    if labels is not None:
        digest.update(labels.contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]
