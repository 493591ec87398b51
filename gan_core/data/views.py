"""Views: how rows of a data set become a batch, in numbers that networks take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from gan_core.data.base import Batch, DataSet
from gan_core.data.degradation import Degradation
from gan_core.rng import Rng

View = Callable[[DataSet, Tensor, Rng], Batch]
"""(data, row numbers, randomness) -> Batch."""


def aligned(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    """Items with their labels and what each is made from, where the data set has these."""
    labels = None if data.labels is None else data.labels[rows]
    return Batch(data.spec.to_numbers(data.items[rows]), labels, sources(data, rows))


def mirrored(data: DataSet, rows: Tensor, rng: Rng, view: View = aligned) -> Batch:
    """As `view`; each item and what it is made from are seen in a mirror in half of all cases.

    Raises:
        ValueError: items or sources are no pictures.
    """
    batch = view(data, rows, rng)
    if batch.x.dim() != 4 or (batch.src is not None and batch.src.dim() != 4):
        raise ValueError(f"{data.name} has no pictures to mirror")
    where = _half_of(len(rows), rng, "mirror")
    src = None if batch.src is None else _flipped(batch.src, where)
    return Batch(_flipped(batch.x, where), batch.y, src)


def unpaired(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    """Items, and as `src` as many of the second domain, whichever come.

    Raises:
        ValueError: the data set has no second domain.
    """
    if data.other is None or data.spec.other is None:
        raise ValueError(f"{data.name} has no second domain")
    other_rows = torch.randint(
        len(data.other), (len(rows),), generator=rng["unpaired"], device=data.other.device
    )
    labels = None if data.labels is None else data.labels[rows]
    src = data.spec.other.to_numbers(data.other[other_rows])
    return Batch(data.spec.to_numbers(data.items[rows]), labels, src)


def degrading(degradation: Degradation, view: View = aligned) -> View:
    """Return a view as `view` whose items are made from themselves, degraded anew each time."""

    def degraded(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
        batch = view(data, rows, rng)
        return replace(batch, src=degradation(batch.x, rng["degradation"]))

    return degraded


def reduced(factor: int, view: View = aligned) -> View:
    """Return a view as `view` whose pictures are `factor` times smaller, by their mean."""

    def small(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
        batch = view(data, rows, rng)
        return replace(batch, x=avg_pool2d(batch.x, factor))

    return small


def unpaired_mirrored(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    """As `unpaired`; half of all pictures are seen in a mirror, each domain by itself.

    Raises:
        ValueError: the data set has no second domain, or one of the two is no pictures.
    """
    batch = unpaired(data, rows, rng)
    assert batch.src is not None
    if batch.x.dim() != 4 or batch.src.dim() != 4:
        raise ValueError(f"{data.name} has no pictures to mirror")
    x = _flipped(batch.x, _half_of(len(rows), rng, "mirror"))
    return Batch(x, batch.y, _flipped(batch.src, _half_of(len(rows), rng, "mirror other")))


def _half_of(count: int, rng: Rng, name: str) -> Tensor:
    """Return bool (count, 1, 1, 1), true in half of all cases, from the stream `name`."""
    stream = rng[name]
    flip = torch.rand(count, generator=stream, device=stream.device) < 0.5
    return flip[:, None, None, None]


def _flipped(pictures: Tensor, where: Tensor) -> Tensor:
    return torch.where(where, pictures.flip(3), pictures)


def sources(data: DataSet, rows: Tensor) -> Tensor | None:
    """Return what the items `rows` are made from, in numbers; None where there is none."""
    if data.sources is None or data.spec.source is None:
        return None
    return data.spec.source.to_numbers(data.sources[rows])
