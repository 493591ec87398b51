"""Views: how rows of a data set become a batch, in numbers that networks take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

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
    stream = rng["mirror"]
    flip = torch.rand(len(rows), generator=stream, device=stream.device) < 0.5
    where = flip[:, None, None, None]
    x = torch.where(where, batch.x.flip(3), batch.x)
    src = None if batch.src is None else torch.where(where, batch.src.flip(3), batch.src)
    return Batch(x, batch.y, src)


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


def sources(data: DataSet, rows: Tensor) -> Tensor | None:
    """Return what the items `rows` are made from, in numbers; None where there is none."""
    if data.sources is None or data.spec.source is None:
        return None
    return data.spec.source.to_numbers(data.sources[rows])
