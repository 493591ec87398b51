"""The scores that a classifier's features give: how each is taken and what its floor is."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable
from dataclasses import dataclass

from gan_core.errors import N_
from gan_core.metrics.classes import confident_share, diversity, intended_accuracy, modes
from gan_core.metrics.frechet import frechet, moments
from gan_core.metrics.kernel import kid
from gan_core.metrics.measure import Better, Measure, Scale
from gan_core.metrics.reference import Reference
from gan_core.metrics.result import Score, Value
from gan_core.metrics.subject import CLASSIFIER, LABELS, MANIFOLD_LIMIT, Need, Subject

CONFIDENT = 0.95
FAIR = 0.1


@dataclass(frozen=True)
class Reading:
    """How a score is taken of what the classifier reads.

    floor: the same for n real pictures. limit: the most pictures that it looks at. scale, better:
    see `Measure`.
    """

    name: str
    of: Callable[[Subject], Value]
    floor: Callable[[Reference, int], Value | None]
    limit: int = 10**9
    scale: Scale = "own"
    better: Better = "higher"


def _measure(key: str, reading: Reading, *more: Need, quick: bool = False) -> Measure:
    def take(subject: Subject) -> Score:
        reference = subject.reference
        n = min(len(subject.items), reading.limit)
        name = reading.name.format(extractor=reference.extractor.name)
        value = reading.of(subject)
        return Score(key, name, value, n, reading.floor(reference, n), reference.extractor.name)

    needs = (CLASSIFIER, *more)
    return Measure(key, reading.name, needs, take, quick, reading.scale, reading.better)


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
    return lambda reference, n: floor_at(n, reference.document["floors"].get(key, {}))


WITH_FLOOR: dict[str, Reading] = {
    "fd": Reading(
        "FD ({extractor})",
        lambda subject: frechet(moments(subject.features), subject.reference.moments),
        _tabled("fd"),
        better="lower",
    ),
    "diversity": Reading(
        N_("diversity within classes"),
        lambda subject: diversity(subject.features, subject.predictions, subject.reference.spread),
        _tabled("diversity"),
        scale="ratio",
    ),
    "kid": Reading(
        "KID ({extractor})",
        lambda subject: kid(
            subject.features, subject.reference.features, subject.reference.kernel_mean
        ),
        _tabled("kid"),
        better="lower",
    ),
    "precision": Reading(
        N_("precision"),
        lambda subject: subject.manifold.precision,
        _tabled("precision"),
        MANIFOLD_LIMIT,
        "share",
    ),
    "recall": Reading(
        N_("recall"),
        lambda subject: subject.manifold.recall,
        _tabled("recall"),
        MANIFOLD_LIMIT,
        "share",
    ),
    "density": Reading(
        N_("density"),
        lambda subject: subject.manifold.density,
        _tabled("density"),
        MANIFOLD_LIMIT,
        "ratio",
    ),
    "coverage": Reading(
        N_("coverage"),
        lambda subject: subject.manifold.coverage,
        _tabled("coverage"),
        MANIFOLD_LIMIT,
        "share",
    ),
}
"""Scores whose floor depends on n: the shipped file has a table of it, by key."""

_OF_CLASSES: dict[str, Reading] = {
    "confident": Reading(
        N_("read with confidence >= 0.95"),
        lambda subject: confident_share(subject.logits, CONFIDENT),
        lambda reference, n: float(reference.document["real"]["confident"]),
        scale="share",
    ),
    "histogram": Reading(
        N_("class histogram"),
        lambda subject: subject.shares,
        lambda reference, n: list(reference.document["real"]["histogram"]),
        scale="share",
    ),
    "modes": Reading(
        N_("modes"),
        lambda subject: modes(subject.shares),
        lambda reference, n: reference.classes,
        scale="count",
    ),
    "fair_modes": Reading(
        N_("modes (>= 1/10 fair share)"),
        lambda subject: modes(subject.shares, FAIR),
        lambda reference, n: modes(reference.document["real"]["histogram"], FAIR),
        scale="count",
    ),
}
"""Scores of what is read, with the same floor at any n."""


def _intended(subject: Subject) -> float:
    assert subject.labels is not None  # the measure needs labels
    return intended_accuracy(subject.logits, subject.labels)


INTENDED = Reading(
    N_("intended-class accuracy"),
    _intended,
    lambda reference, n: float(reference.document["accuracy"]),
    scale="share",
)
"""Its floor is the classifier's own accuracy on real pictures."""

CLASSIFIER_MEASURES: tuple[Measure, ...] = (
    _measure("fd", WITH_FLOOR["fd"], quick=True),
    *(_measure(key, reading, quick=True) for key, reading in _OF_CLASSES.items()),
    _measure("diversity", WITH_FLOOR["diversity"], quick=True),
    _measure("intended", INTENDED, LABELS, quick=True),
    *(
        _measure(key, reading)
        for key, reading in WITH_FLOOR.items()
        if key not in ("fd", "diversity")
    ),
)
