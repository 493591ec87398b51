"""The scores that a classifier's features give, by key: how each is taken and what its floor is."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from gan_core.errors import N_
from gan_core.metrics.classes import (
    class_shares,
    confident_share,
    diversity,
    intended_accuracy,
    modes,
)
from gan_core.metrics.frechet import frechet, moments
from gan_core.metrics.kernel import kid
from gan_core.metrics.manifold import Manifold, manifold
from gan_core.metrics.reference import Reference

Value = float | list[float]
CONFIDENT = 0.95
CONFIDENT_SHARE = N_("read with confidence >= 0.95")
HISTOGRAM = N_("class histogram")
FAIR = 0.1
MANIFOLD_LIMIT = 5000
"""Precision, recall, density and coverage compare every pair: of more pictures the first count."""


class Seen:
    """What a reference's classifier sees in pictures: features (N, F), logits (N, K).

    asked: the labels (N,) that a conditional G was given. Work that scores share is done once.
    """

    def __init__(
        self, known: Reference, features: Tensor, logits: Tensor, asked: Tensor | None = None
    ) -> None:
        self.known, self.features, self.logits, self.asked = known, features, logits, asked

    @cached_property
    def read_as(self) -> Tensor:
        """The class of each picture, (N,)."""
        return self.logits.argmax(1)

    @cached_property
    def shares(self) -> list[float]:
        """The share of each class."""
        return class_shares(self.read_as, self.known.classes)

    @cached_property
    def manifold(self) -> Manifold:
        """Against as many real pictures."""
        real = self.known.subset(min(len(self.features), MANIFOLD_LIMIT))
        return manifold(real, self.features[: len(real)])


@dataclass(frozen=True)
class Measure:
    """One score: `of` takes it, `floor` is it for n real pictures, `limit` the most it looks at.

    In `name`, {extractor} stands for whose features they are.
    """

    name: str
    of: Callable[[Seen], Value]
    floor: Callable[[Reference, int], Value | None]
    limit: int = 10**9


def floor_at(n: int, table: dict[str, float]) -> float | None:
    """Return the floor at `n`, between the table's rows; None outside it.

    On a log-log scale; where a row is not positive (KID), linear over log n.
    """
    rows = sorted((int(key), value) for key, value in table.items())
    sizes = [size for size, _ in rows]
    if not sizes or not sizes[0] <= n <= sizes[-1]:
        return None
    right = bisect.bisect_left(sizes, n)
    if sizes[right] == n:
        return rows[right][1]
    (n0, f0), (n1, f1) = rows[right - 1], rows[right]
    share = math.log(n / n0) / math.log(n1 / n0)
    if min(f0, f1) <= 0:
        return (1 - share) * f0 + share * f1
    return math.exp((1 - share) * math.log(f0) + share * math.log(f1))


def _tabled(key: str) -> Callable[[Reference, int], float | None]:
    return lambda known, n: floor_at(n, known.document["floors"].get(key, {}))


FLOORED: dict[str, Measure] = {
    "fd": Measure(
        "FD ({extractor})",
        lambda seen: frechet(moments(seen.features), seen.known.moments),
        _tabled("fd"),
    ),
    "kid": Measure(
        "KID ({extractor})",
        lambda seen: kid(seen.features, seen.known.features, seen.known.kernel_mean),
        _tabled("kid"),
    ),
    "precision": Measure(
        N_("precision"),
        lambda seen: seen.manifold.precision,
        _tabled("precision"),
        MANIFOLD_LIMIT,
    ),
    "recall": Measure(
        N_("recall"), lambda seen: seen.manifold.recall, _tabled("recall"), MANIFOLD_LIMIT
    ),
    "density": Measure(
        N_("density"), lambda seen: seen.manifold.density, _tabled("density"), MANIFOLD_LIMIT
    ),
    "coverage": Measure(
        N_("coverage"), lambda seen: seen.manifold.coverage, _tabled("coverage"), MANIFOLD_LIMIT
    ),
    "diversity": Measure(
        N_("diversity within classes"),
        lambda seen: diversity(seen.features, seen.read_as, seen.known.spread),
        _tabled("diversity"),
    ),
}
"""Scores whose floor depends on n: the shipped file has a table of it, by key."""

READ: dict[str, Measure] = {
    "confident": Measure(
        CONFIDENT_SHARE,
        lambda seen: confident_share(seen.logits, CONFIDENT),
        lambda known, n: float(known.document["real"]["confident"]),
    ),
    "histogram": Measure(
        HISTOGRAM,
        lambda seen: seen.shares,
        lambda known, n: list(known.document["real"]["histogram"]),
    ),
    "modes": Measure(N_("modes"), lambda seen: modes(seen.shares), lambda known, n: known.classes),
    "fair_modes": Measure(
        N_("modes (>= 1/10 fair share)"),
        lambda seen: modes(seen.shares, FAIR),
        lambda known, n: modes(known.document["real"]["histogram"], FAIR),
    ),
}
"""Scores of what is read, with the same floor at any n."""

INTENDED = Measure(
    N_("intended-class accuracy"),
    lambda seen: float("nan") if seen.asked is None else intended_accuracy(seen.logits, seen.asked),
    lambda known, n: float(known.document["accuracy"]),
)
"""Only where labels were asked for; its floor is the classifier's own accuracy on real pictures."""

MEASURES: dict[str, Measure] = {**FLOORED, **READ, "intended": INTENDED}
