"""What a data set is: items, labels, what a network must know of it, and its card."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from gan_core.errors import N_, UserError

NAME_LIMIT = 64
"""Characters of a label."""
PICTURE_SIZES = tuple(range(28, 65, 4))
"""Sides that pictures of ours are made in; halved, each ends at 5 to 15 in the conv nets."""


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
class Entry:
    """A data set that can be asked for by name.

    here: whether `loader` works without fetching anything; cheap, for lists.
    stamp: changes where the content behind the name may have changed.
    """

    name: str
    spec: Spec
    card: Card
    loader: Callable[[], DataSet]
    here: Callable[[], bool] = lambda: True
    stamp: str = ""


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


def spec_document(spec: Spec) -> dict[str, Any]:
    """Return `spec` as plain values for a file; its range is always that of pictures, [-1, 1]."""
    return {"channels": spec.channels, "size": spec.size, "classes": list(spec.classes)}


class _Described(BaseModel):
    model_config = ConfigDict(strict=True)

    channels: int = Field(ge=1, le=3)
    size: int = Field(ge=4, le=512)
    classes: list[Annotated[str, Field(min_length=1, max_length=NAME_LIMIT)]] = Field(
        max_length=1000
    )


def read_spec(raw: object) -> Spec:
    """Return the Spec that a file describes (what `spec_document` wrote).

    Raises:
        UserError: it is none, or out of bounds.
    """
    try:
        found = _Described.model_validate(raw)
        if found.channels == 2:
            raise ValueError("pictures are grey or in colour")
    except ValueError:
        raise UserError(N_("Its description of the pictures makes no sense.")) from None
    return Spec(found.channels, found.size, tuple(dict.fromkeys(found.classes)))
