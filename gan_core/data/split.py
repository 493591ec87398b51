"""Which items are held out: always the same ones, as evenly over the labels as can be."""

from __future__ import annotations

import torch
from torch import Tensor

_SPLIT_SEED = 2014
_EVERY, _FIRST = 10, 5


def stratified_split(labels: Tensor, per_class: int) -> tuple[Tensor, Tensor]:
    """Return (training rows, held-out rows), `per_class` of each label held out, always equal."""
    stream = torch.Generator().manual_seed(_SPLIT_SEED)
    held_out = []
    for label in torch.unique(labels):
        rows = (labels == label).nonzero().flatten()
        held_out.append(rows[torch.randperm(len(rows), generator=stream)[:per_class]])
    return _without(torch.cat(held_out), len(labels))


def tenth(count: int, labels: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Return (training rows, held-out rows) of `count` >= 6 items: every tenth is held out.

    labels: (count,); each then gives a tenth of its items, rounded up or down.
    """
    order = torch.randperm(count, generator=torch.Generator().manual_seed(_SPLIT_SEED))
    if labels is not None:
        order = order[labels[order].argsort(stable=True)]
    return _without(order[_FIRST::_EVERY], count)


def _without(held_out: Tensor, count: int) -> tuple[Tensor, Tensor]:
    is_training = torch.ones(count, dtype=torch.bool)
    is_training[held_out] = False
    return is_training.nonzero().flatten(), held_out.sort().values
