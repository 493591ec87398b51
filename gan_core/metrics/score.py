"""Scores of a set of pictures, or of a model, as pictures of a data set: one entry for all."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_core import data as sets
from gan_core.data import did_you_mean
from gan_core.data.base import DataSet
from gan_core.errors import N_, UserError
from gan_core.metrics import stacked
from gan_core.metrics.classifier import read
from gan_core.metrics.measures import (
    CONFIDENT,
    CONFIDENT_SHARE,
    HISTOGRAM,
    MEASURES,
    Measure,
    Seen,
    floor_at,
)
from gan_core.metrics.raw import RAW
from gan_core.metrics.reference import (
    EXTRACTORS,
    STACKED,
    Reference,
    extractor,
    reference,
    reference_path,
)
from gan_core.metrics.result import Score
from gan_core.model import Model

__all__ = [
    "ALL",
    "CONFIDENT",
    "CONFIDENT_SHARE",
    "HISTOGRAM",
    "QUICK",
    "Reference",
    "Score",
    "floor_at",
    "reference",
    "reference_path",
    "score_model",
    "score_pictures",
]

QUICK = ("fd", "confident", "histogram", "modes", "fair_modes", "diversity", "intended")
"""Cheap enough while a run trains, at n = 1,000."""
ALL = (
    *QUICK, "kid", "precision", "recall", "density", "coverage", *RAW,
)  # fmt: skip
STACKED_QUICK = ("modes", "kl")
STACKED_ALL = (*STACKED_QUICK, *RAW)
Which = str | Sequence[str]
"""Which scores: "quick", "all", a key, or keys."""

SETS = ("quick", "all")
LEAST, USUAL_N = 100, 5000


def score_pictures(
    pictures: Tensor,
    data_name: str = "mnist",
    labels: Tensor | None = None,
    which: Which = "quick",
    *,
    data: DataSet | None = None,
) -> list[Score]:
    """Return the scores of `pictures` (N, C, H, W) in [-1, 1] as pictures of `data_name`.

    labels: what a conditional G was asked for, (N,); only then is there an intended-class accuracy.
    which: "quick", "all", or keys of ALL (of STACKED_ALL for stacked_mnist), in your order.
    data: the data set itself, where it is at hand; else copying, support and Parzen load it.

    The pictures must be in random order of their class, as a model's samples are. Nothing is
    drawn at random, and the same pictures score the same.

    Raises:
        UserError: unknown key, no classifier for the data, wrong shape, too few or not finite.
    """
    keys = _keys(data_name, which)
    if not torch.isfinite(pictures).all():
        raise UserError(N_("The pictures hold numbers that are not finite, so they have no score."))
    if labels is None and "intended" in keys and which not in SETS:
        raise UserError(N_("Only pictures made for a label have an intended-class accuracy."))
    found = _read_scores(pictures, data_name, labels, [key for key in keys if key not in RAW])
    for key in keys:
        if key in RAW:
            data = data or sets.load(data_name)
            found[key] = RAW[key](pictures, data)
    return [found[key] for key in keys if key in found]


def score_model(
    model: Model,
    data: DataSet,
    n: int | None = None,
    seed: int = 1_000_000,
    which: Which = "quick",
) -> list[Score]:
    """Return the scores of `n` samples of `model` as pictures of `data`; the model stays as it is.

    n: 5,000 where it is left out, 26,000 for stacked digits (the protocol of their papers).
    A conditional model is asked for the classes in turn.

    Raises:
        UserError: as `score_pictures`, or n is out of range.
    """
    _keys(data.name, which)
    if n is None:
        n = stacked.PROTOCOL_N if data.name == STACKED else USUAL_N
    if n < LEAST:
        raise UserError(N_("Scores need at least 100 samples, not {n}."), n=n)
    pictures = model.sample(n, seed).cpu()
    labels = model.labels(n) if model.classes == data.spec.classes else None
    return score_pictures(pictures, data.name, labels, which, data=data)


def _keys(data_name: str, which: Which) -> tuple[str, ...]:
    """Return the keys that `which` means, checked before any work is done."""
    known = STACKED_ALL if data_name == STACKED else ALL
    if which == "quick":
        extractor(data_name)
        return STACKED_QUICK if data_name == STACKED else QUICK
    if which == "all":
        return known if data_name in EXTRACTORS else tuple(RAW)
    keys = (which,) if isinstance(which, str) else tuple(which)
    for key in keys:
        if key not in known:
            raise UserError(
                N_("There is no score {key!r}. There are: {known}.{hint}"),
                key=key,
                known=", ".join(known),
                hint=did_you_mean(key, known),
            )
        if key not in RAW:
            extractor(data_name)
    return keys


def _read_scores(
    pictures: Tensor, data_name: str, labels: Tensor | None, keys: list[str]
) -> dict[str, Score]:
    """Return the scores, by key, that a classifier's reading of the pictures gives."""
    if not keys:
        return {}
    if data_name == STACKED:
        return _stacked_scores(pictures)
    seen = _see(pictures, data_name, labels)
    there = [key for key in keys if key != "intended" or labels is not None]
    return {key: _measured(MEASURES[key], seen) for key in there}


def _see(pictures: Tensor, data_name: str, labels: Tensor | None) -> Seen:
    known = reference(data_name)
    wanted = sets.entry(data_name).spec.shape
    if pictures.shape[1:] != wanted:
        raise UserError(
            N_("Pictures of {data} are scored at {width}x{height} with {channels} channel(s)."),
            data=data_name,
            width=wanted[2],
            height=wanted[1],
            channels=wanted[0],
        )
    features, logits = read(known.net, pictures)
    return Seen(known, features, logits, labels)


def _measured(measure: Measure, seen: Seen) -> Score:
    known, n = seen.known, min(len(seen.features), measure.limit)
    name = measure.name.format(extractor=known.extractor.name)
    return Score(name, measure.of(seen), n, measure.floor(known, n), known.extractor.name)


def _stacked_scores(pictures: Tensor) -> dict[str, Score]:
    known = reference(STACKED)
    found, divergence = stacked.modes_and_kl(stacked.read_numbers(known.net, pictures))
    best_found, best_divergence = stacked.uniform_floor(len(pictures))
    n, name = len(pictures), known.extractor.name
    return {
        "modes": Score(N_("modes"), found, n, best_found, name),
        "kl": Score(N_("KL to uniform (nats)"), divergence, n, best_divergence, name),
    }
