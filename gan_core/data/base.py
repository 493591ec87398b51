"""What a data set is: items, labels, what each is made from, a held-out part, and its card."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from gan_core.data.spec import Spec

PICTURE_SIZES = tuple(range(28, 65, 4))
"""Sides that pictures of ours are made in; halved, each ends at 5 to 15 in the conv nets."""


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
    ready: whether it also takes no more than a moment, since nothing has to be drawn first.
    stamp: changes where the content behind the name may have changed.
    only_held_out: loads no training part, where that is far quicker than `loader`.
    """

    name: str
    spec: Spec
    card: Card
    loader: Callable[[], DataSet]
    here: Callable[[], bool] = lambda: True
    ready: Callable[[], bool] = lambda: True
    stamp: str = ""
    only_held_out: Callable[[], DataSet] | None = None


@dataclass(frozen=True)
class Batch:
    """What one repetition of a phase sees: `x` real (N, ...), `y` labels (N,), `src` the source."""

    x: Tensor
    y: Tensor | None = None
    src: Tensor | None = None

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Rows:
    """Items (N, ...) as they are kept, with labels int64 (N,) and sources (N, ...) where known.

    other: items of a second domain, of any number and in no order. Where the spec has no source,
    sources are the items of the second domain that belong to these, row by row: see `partners`.
    """

    items: Tensor
    labels: Tensor | None = None
    sources: Tensor | None = None
    other: Tensor | None = None

    def __len__(self) -> int:
        return len(self.items)

    def parts(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (name, tensor) of all that there is."""
        for name in ("items", "labels", "sources", "other"):
            value = getattr(self, name)
            if value is not None:
                yield name, value

    def to(self, device: torch.device | str) -> Rows:
        """Return the same rows on `device`."""
        return Rows(**{name: value.to(device) for name, value in self.parts()})


def partners(spec: Spec, rows: Rows) -> Tensor | None:
    """Return what of the second domain of `spec` belongs to each item, None where nobody knows."""
    return rows.sources if spec.other is not None and spec.source is None else None


@dataclass(frozen=True)
class DataSet:
    """Items of one kind with what belongs to them, split into training and held-out parts.

    items, labels, sources, other: what is trained on, see `Rows`; pictures are uint8.
    held_out: the same for the part that is never trained on.
    """

    name: str
    spec: Spec
    items: Tensor
    labels: Tensor | None = None
    held_out: Rows | None = None
    card: Card | None = None
    sources: Tensor | None = None
    other: Tensor | None = None

    def __len__(self) -> int:
        return len(self.items)

    @property
    def training(self) -> Rows:
        """Return the part that is trained on."""
        return Rows(self.items, self.labels, self.sources, self.other)

    @cached_property
    def content_hash(self) -> str:
        """Return 16 hex digits that stand for all items, training and held-out: what a name fixes.

        The names of classes and words are left out: no number that is trained depends on them, so
        a run goes on bit for bit where one was renamed, and its checkpoints keep the old names.
        """
        return _hash_of(self.training, self.held_out)

    def to(self, device: torch.device | str) -> DataSet:
        """Return the same data set with its training part on `device` (uint8 stays uint8)."""
        if self.items.device == torch.device(device):
            return self
        copy = replace(self, **vars(self.training.to(device)))
        vars(copy)["content_hash"] = self.content_hash  # not read back from there
        return copy

    def reversed(self) -> DataSet:
        """Return the same with the two domains in each other's place, as the way back sees it.

        Raises:
            ValueError: there is no second domain.
        """
        held_out = None if self.held_out is None else _reversed(self.spec, self.held_out)
        training = vars(_reversed(self.spec, self.training))
        spec = self.spec.reversed()
        return DataSet(self.name, spec, held_out=held_out, card=self.card, **training)

    def is_content(self, digest: str) -> bool:
        """True where `digest` is the hash of what this data set holds, also as 0.1 took it."""
        if digest == self.content_hash:
            return True
        # Version 0.1 left out the held-out part and the sources, which it knew none of.
        return self.sources is None and digest == content_hash(self.items, self.labels, self.other)


def _reversed(spec: Spec, rows: Rows) -> Rows:
    assert rows.other is not None  # the spec has it
    pairs = partners(spec, rows)
    if pairs is None:
        return Rows(rows.other, other=rows.items)
    return Rows(pairs, sources=rows.items, other=rows.items)


def content_hash(*parts: Tensor | None) -> str:
    """Return 16 hex digits of SHA-256 over the bytes of `parts`."""
    digest = hashlib.sha256()
    for part in parts:
        if part is not None:
            digest.update(_bytes(part))
    return digest.hexdigest()[:16]


def _hash_of(training: Rows, held_out: Rows | None) -> str:
    """Return 16 hex digits of SHA-256 over all of a data set: a name fixes its content."""
    digest = hashlib.sha256()
    for where, rows in (("training", training), ("held out", held_out)):
        for name, value in [] if rows is None else rows.parts():
            digest.update(f"{where} {name} {value.dtype} {tuple(value.shape)}".encode())
            digest.update(_bytes(value))
    return digest.hexdigest()[:16]


def _bytes(part: Tensor) -> bytes:
    return part.contiguous().cpu().numpy().tobytes()
