"""The birthday test: how many different pictures a generator can make, from its duplicates."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.metrics.distances import row_blocks, squared_distances

MIN_BATCHES, MAX_BATCHES = 4, 50


@dataclass(frozen=True)
class Pair:
    """Two samples, rows `first` < `second`, and their `distance`."""

    first: int
    second: int
    distance: float


@dataclass(frozen=True)
class Birthday:
    """What the test saw.

    sizes: batch sizes s tried, rising. thresholds: the distance below which a pair counts as a
    duplicate at that s. shares: share of the batches of size s with a duplicate. support: s^2 of
    the first s with a duplicate in at least half of the batches, None where there is none; then
    the support is probably more than `at_least`, the largest s^2 tried. pairs: the closest pairs
    of all samples, for the eye, which has the last word.
    """

    sizes: list[int]
    thresholds: list[float]
    shares: list[float]
    support: int | None
    at_least: int
    pairs: list[Pair]


def closest_pairs(x: Tensor, count: int = 10) -> list[Pair]:
    """Return the `count` closest pairs of rows of `x` (N, F), nearest first.

    Of each row only the nearest later one is considered, so one picture does not fill the list.
    """
    best, partner = [], []
    columns = torch.arange(len(x))
    for start, rows in row_blocks(x, len(x)):
        distances = squared_distances(rows, x)
        distances[columns[None, :] <= columns[start : start + len(rows), None]] = torch.inf
        value, index = distances.min(1)
        best.append(value)
        partner.append(index)
    squared, second = torch.cat(best)[:-1], torch.cat(partner)[:-1]
    # Rounding blurs small distances, so a few more are measured exactly before they are ranked.
    near = squared.topk(min(4 * count, len(squared)), largest=False).indices
    exact = (x[near] - x[second[near]]).norm(dim=1)
    order = exact.argsort(stable=True)[:count]
    return [Pair(int(near[i]), int(second[near[i]]), float(exact[i])) for i in order]


def sizes_for(n: int) -> list[int]:
    """Return batch sizes from 4 on, each about sqrt(2) times the last, up to n / MIN_BATCHES."""
    steps = [round(4 * 2 ** (step / 2)) for step in range(40)]
    return [size for size in steps if size <= n // MIN_BATCHES]


def birthday(samples: Tensor, real: Tensor, count: int = 10) -> Birthday:
    """Estimate the support of the generator of `samples` (N, F) beside as many `real` (M, F).

    Arora & Zhang 2017 (arXiv 1706.08224), section 3: if a batch of s samples holds a duplicate with
    probability 1/2, the support is about s^2 (a uniform one: s^2 / 1.39). There people judge what
    a duplicate is; here it is a pair nearer than any pair in up to 50 batches of s real pictures,
    so real pictures themselves show none. Samples and real pictures must be in random order.

    Raises:
        UserError: there are too few of either for batches of 4.
    """
    sizes = sizes_for(min(len(samples), len(real)))
    if not sizes:
        raise UserError(
            N_("The birthday test needs at least {least} pictures."), least=4 * MIN_BATCHES
        )
    thresholds = [min(_smallest(real, size)) for size in sizes]
    shares = []
    for size, threshold in zip(sizes, thresholds, strict=True):
        duplicates = [distance < threshold for distance in _smallest(samples, size)]
        shares.append(sum(duplicates) / len(duplicates))
    sizes_with_duplicates = [
        size for size, share in zip(sizes, shares, strict=True) if share >= 0.5
    ]
    support = sizes_with_duplicates[0] ** 2 if sizes_with_duplicates else None
    return Birthday(
        sizes, thresholds, shares, support, sizes[-1] ** 2, closest_pairs(samples, count)
    )


def _smallest(x: Tensor, size: int) -> list[float]:
    """Return the smallest distance within each of the first batches of `size` rows of `x`."""
    batches = min(len(x) // size, MAX_BATCHES)
    parts = torch.split(x[: batches * size], size)
    return [closest_pairs(part, 1)[0].distance for part in parts]
