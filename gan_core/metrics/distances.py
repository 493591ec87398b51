"""Euclidean distances between sets of vectors, in blocks that fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

CELLS = 2**23
"""How many distances a block holds at most (64 MB in double)."""


@dataclass(frozen=True)
class Nearest:
    """For each of N vectors the nearest known one: its row `index` (N,), its `distance` (N,)."""

    index: Tensor
    distance: Tensor


def squared_distances(a: Tensor, b: Tensor) -> Tensor:
    """Return the squared distances (N, M) of the rows of `a` (N, F) and `b` (M, F).

    By |a|^2 + |b|^2 - 2 a.b: fast, and wrong by about 1e-7 |a|^2 in single precision.
    """
    cross = (a @ b.T).mul_(-2)
    cross.add_(a.square().sum(1)[:, None]).add_(b.square().sum(1)[None, :])
    return cross.clamp_(min=0)


def row_blocks(a: Tensor, columns: int) -> Iterator[tuple[int, Tensor]]:
    """Yield (first row, rows) of `a` such that rows x columns stays within CELLS."""
    size = max(1, CELLS // max(1, columns))
    for start in range(0, len(a), size):
        yield start, a[start : start + size]


def neighbour_radii(x: Tensor, ks: tuple[int, ...]) -> list[Tensor]:
    """Return for each k the squared distance (N,) of each row to its k-th nearest other row.

    Raises:
        ValueError: there are not more rows than the largest k.
    """
    if len(x) <= max(ks):
        raise ValueError(f"{max(ks)} neighbours need more than {len(x)} rows")
    parts = []
    for start, rows in row_blocks(x, len(x)):
        distances = squared_distances(rows, x)
        distances[torch.arange(len(rows)), torch.arange(start, start + len(rows))] = torch.inf
        parts.append(distances.topk(max(ks), dim=1, largest=False).values)
    nearest_distances = torch.cat(parts)
    return [nearest_distances[:, k - 1] for k in ks]


def nearest(
    a: Tensor, references: Tensor, prepare: Callable[[Tensor], Tensor] = Tensor.float
) -> Nearest:
    """Return for each row of `a` (N, F) the nearest of `references` (M, ...), prepared in parts.

    prepare: (part of known) -> (rows, F), so that a large set of bytes is never floats at once.
    The distances are exact; which of two almost equally near is named may hang on rounding.
    """
    best = torch.full((len(a),), torch.inf, dtype=a.dtype)
    index = torch.zeros(len(a), dtype=torch.int64)
    exact = torch.zeros_like(best)
    first = 0
    for part in torch.split(references, 4096):
        rows = prepare(part)
        for start, mine in row_blocks(a, len(rows)):
            here = slice(start, start + len(mine))
            value, column = squared_distances(mine, rows).min(1)
            nearer = value < best[here]
            best[here] = torch.where(nearer, value, best[here])
            index[here] = torch.where(nearer, column + first, index[here])
            distance = (mine - rows[column]).norm(dim=1)
            exact[here] = torch.where(nearer, distance, exact[here])
        first += len(part)
    return Nearest(index, exact)
