"""Scores of sequences of tokens."""

from __future__ import annotations

from torch import Tensor

from gan_core.errors import N_
from gan_core.metrics.measure import Measure
from gan_core.metrics.result import Score
from gan_core.metrics.subject import ITEMS, TOKENS, Subject

EXTRACTOR = "tokens"
_NEW = N_("sequences that are not in the training data")
_DIFFERENT = N_("different sequences among those made")


def new_share(fakes: Tensor, real: Tensor) -> float:
    """Return the share of sequences `fakes` (N, T) that are not among `real` (M, T)."""
    real_rows = {tuple(row) for row in real.tolist()}
    return sum(tuple(row) not in real_rows for row in fakes.tolist()) / len(fakes)


def different_share(fakes: Tensor) -> float:
    """Return how many different sequences there are among `fakes` (N, T), over N."""
    return len({tuple(row) for row in fakes.tolist()}) / len(fakes)


def _new(subject: Subject) -> Score:
    data, n = subject.data, len(subject.items)
    held_out = data.held_out
    floor = None if held_out is None else new_share(held_out.items, data.items)
    return Score("new", _NEW, new_share(subject.items, data.items), n, floor, EXTRACTOR)


def _different(subject: Subject) -> Score:
    n, data = len(subject.items), subject.data
    floor = different_share(data.items[:n]) if len(data.items) >= n else None
    return Score("different", _DIFFERENT, different_share(subject.items), n, floor, EXTRACTOR)


SEQUENCE_MEASURES: tuple[Measure, ...] = (
    Measure("new", _NEW, (TOKENS, ITEMS), _new, quick=True, scale="share"),
    Measure("different", _DIFFERENT, (TOKENS, ITEMS), _different, quick=True, scale="share"),
)
