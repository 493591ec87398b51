"""Scores of a set of pictures against shipped real features: value, n, floor, extractor."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.places import shipped_root
from gan_core.errors import N_, UserError
from gan_core.metrics.classifier import EXTRACTOR, Classifier, read
from gan_core.metrics.frechet import frechet, moments
from gan_core.model import Model
from gan_core.runs import container
from gan_core.runs.state import load_weights, under

CONFIDENT = 0.95
CONFIDENT_SHARE = N_("read with confidence >= 0.95")
HISTOGRAM = N_("class histogram")
DIGITS = ("mnist", "mnist_full")


@dataclass(frozen=True)
class Score:
    """One number (or one list) with what is needed to judge it.

    n: pictures scored. floor: the same score of as many real pictures. extractor: whose features.
    """

    name: str
    value: float | list[float]
    n: int
    floor: float | list[float] | None
    extractor: str


@dataclass(frozen=True)
class Reference:
    """The shipped classifier, its features of the 10,000 test digits, and its floors."""

    net: Classifier
    features: Tensor
    document: dict[str, Any]


def reference_path() -> Path:
    """Return where the shipped digit classifier lies."""
    return shipped_root() / "classifiers" / "mnist_cnn.safetensors"


@lru_cache(maxsize=1)
def reference() -> Reference:
    """Return the shipped classifier and its reference features (once a process)."""
    tensors, document = container.read(reference_path())
    net = Classifier()
    load_weights(net, under(tensors, "net"))
    return Reference(net.eval(), tensors["reference/features"].float(), document)


def score_pictures(pictures: Tensor) -> list[Score]:
    """Return the scores of digits (N, 1, 28, 28) in [-1, 1].

    FD (MNIST-CNN) against the 10,000 test digits; the share read with confidence >= .95; the
    share read as each digit.

    Raises:
        UserError: the pictures are not 28x28 grey, or too few.
    """
    if pictures.shape[1:] != (1, 28, 28):
        raise UserError(N_("Digits are scored at 28x28 in grey."))
    known = reference()
    features, logits = read(known.net, pictures)
    confidence, digit = logits.softmax(1).max(1)
    n = len(pictures)
    distance = frechet(moments(features), moments(known.features))
    histogram = [float((digit == number).float().mean()) for number in range(logits.shape[1])]
    real = known.document["real"]
    return [
        Score(f"FD ({EXTRACTOR})", distance, n, floor_at(n, known.document["floors"]), EXTRACTOR),
        Score(
            CONFIDENT_SHARE,
            float((confidence >= CONFIDENT).float().mean()),
            n,
            float(real["confident"]),
            EXTRACTOR,
        ),
        Score(HISTOGRAM, histogram, n, list(real["histogram"]), EXTRACTOR),
    ]


def floor_at(n: int, table: dict[str, float]) -> float | None:
    """Return the floor at `n`, between the table's rows on a log-log scale; None outside it."""
    rows = sorted((int(key), value) for key, value in table.items())
    sizes = [size for size, _ in rows]
    if not sizes[0] <= n <= sizes[-1]:
        return None
    right = bisect.bisect_left(sizes, n)
    if sizes[right] == n:
        return rows[right][1]
    (n0, f0), (n1, f1) = rows[right - 1], rows[right]
    share = math.log(n / n0) / math.log(n1 / n0)
    return math.exp((1 - share) * math.log(f0) + share * math.log(f1))


def score_model(model: Model, data: DataSet, n: int = 5000, seed: int = 1_000_000) -> list[Score]:
    """Return the scores of `n` samples of `model` as pictures of `data`.

    Raises:
        UserError: `data` has no shipped classifier, or n is out of range.
    """
    if data.name not in DIGITS:
        raise UserError(
            N_("There is no shipped classifier for {data}; scores are there for {known}."),
            data=data.name,
            known=", ".join(DIGITS),
        )
    if n < 100:
        raise UserError(N_("Scores need at least 100 samples, not {n}."), n=n)
    return score_pictures(model.sample(n, seed))
