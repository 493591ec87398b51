"""Scores of items, or of a model, as items of a data set: one entry for all of them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_core import data as sets
from gan_core.data.base import DataSet
from gan_core.errors import N_, UserError, unknown
from gan_core.metrics.measure import Measure
from gan_core.metrics.measures import CLASSIFIED
from gan_core.metrics.pixels import COMPARED
from gan_core.metrics.reference import EXTRACTORS, USUAL_N
from gan_core.metrics.result import Score
from gan_core.metrics.sequences import SEQUENCES
from gan_core.metrics.stacked import COUNTED
from gan_core.metrics.subject import Comparison, Subject
from gan_core.model import Model
from gan_core.questions import question

MEASURES: tuple[Measure, ...] = tuple(
    sorted((*CLASSIFIED, *COUNTED, *SEQUENCES, *COMPARED), key=lambda one: not one.quick)
)
"""Every score, the quick ones first. A key may stand twice where the two need different things."""
Which = str | Sequence[str]
"""Which scores: "quick", "all", a key, or keys."""

SETS = ("quick", "all")
LEAST = 100


def measures_for(there: Comparison, which: Which = "all") -> list[Measure]:
    """Return the scores that `which` means and that can be taken.

    which: "quick", "all", a key, or keys in your order.

    Raises:
        UserError: unknown key; a score that was named cannot be taken; none can.
    """
    if which in SETS:
        wanted = [one for one in MEASURES if one.quick or which == "all"]
        found = [one for one in wanted if one.missing(there) is None]
        if not found:
            raise there.refuse("classifier")
        return found
    return [_named(key, there) for key in ((which,) if isinstance(which, str) else which)]


def _named(key: str, there: Comparison) -> Measure:
    same = [one for one in MEASURES if one.key == key]
    for one in same:
        lacks = one.missing(there)
        if lacks is None:
            return one
        if lacks != "classifier" or there.name not in EXTRACTORS:
            raise there.refuse(lacks)
    known = dict.fromkeys(one.key for one in MEASURES if one.missing(there) is None)
    raise unknown(N_("There is no score {name!r}. There are: {known}.{hint}"), key, known)


def score_items(
    items: Tensor,
    data_name: str = "mnist",
    labels: Tensor | None = None,
    which: Which = "quick",
    *,
    truth: Tensor | None = None,
    data: DataSet | None = None,
) -> list[Score]:
    """Return the scores of `items` (n, *shape), in the numbers of networks, as `data_name`'s.

    labels: what a conditional G was asked for, (n,); only then is there an intended-class accuracy.
    which: "quick", "all", or keys, in your order. truth: what would have been right.
    data: the data set itself, where it is at hand; else scores that need its items load it.

    The items must be in random order of their class, as a model's samples are. Nothing is drawn at
    random, and the same items score the same.

    Raises:
        UserError: unknown key, a score that cannot be taken, wrong shape, or not finite.
    """
    spec = sets.entry(data_name).spec if data is None else data.spec
    subject = Subject(items, data_name, spec, labels=labels, truth=truth, data=data)
    wanted = measures_for(subject, which)
    if items.is_floating_point() and not torch.isfinite(items).all():
        raise UserError(N_("The items hold numbers that are not finite, so they have no score."))
    return [one.take(subject) for one in wanted]


def score_model(
    model: Model,
    data: DataSet,
    n: int | None = None,
    seed: int = 1_000_000,
    which: Which = "quick",
) -> list[Score]:
    """Return the scores of `n` answers of `model` as items of `data`; the model stays as it is.

    n: where it is left out 5,000, or what the data's protocol says. A conditional model is asked
    for the classes in turn, one that translates for held-out sources.

    Raises:
        UserError: as `score_items`, or n is out of range.
    """
    if n is None:
        n = EXTRACTORS[data.name].usual_n if data.name in EXTRACTORS else USUAL_N
    if n < LEAST:
        raise UserError(N_("Scores need at least 100 samples, not {n}."), n=n)
    wanted = measures_for(compared(model, data.name, data), which)
    query = question(model.design, data, n, seed)
    items = model.answer(query.request).cpu()
    labels = query.request.y if model.classes == data.spec.classes else None
    keys = [one.key for one in wanted]
    return score_items(items, data.name, labels, keys, truth=query.truth, data=data)


def compared(model: Model, data_name: str, data: DataSet | None = None) -> Comparison:
    """Return what there is to score the answers of `model` by, as items of `data_name`.

    data: the data set itself, where it is at hand.

    Raises:
        UserError: there is no such data set.
    """
    spec = sets.entry(data_name).spec if data is None else data.spec
    return Comparison(
        data_name,
        spec,
        labels=bool(model.classes) and model.classes == spec.classes,
        truth=model.recipe.source is not None,
        noise=model.recipe.from_noise,
        data=data,
    )
