"""Views: how rows of a data set become a batch in the range that a recipe's G produces."""

from __future__ import annotations

from torch import Tensor

from gan_core.data.base import DataSet, Spec
from gan_core.game import Batch
from gan_core.rng import Rng


def to_range(pictures: Tensor, spec: Spec) -> Tensor:
    """Map uint8 pictures (N, C, H, W) to float32 in `spec.range`."""
    low, high = spec.range
    return pictures.float().mul_((high - low) / 255).add_(low)


def pictures(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    """Real pictures with their labels, where the data set has labels."""
    labels = None if data.labels is None else data.labels[rows]
    return Batch(to_range(data.items[rows], data.spec), labels)


def points(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    """Items as they are: 2-D points, or whatever needs no mapping."""
    return Batch(data.items[rows], None if data.labels is None else data.labels[rows])
