"""Scores of items, or of a model, as items of a data set: one entry for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import torch
from torch import Tensor

from gan_core import data as sets
from gan_core.data.base import DataSet
from gan_core.errors import N_, UserError, unknown
from gan_core.game import evaluating
from gan_core.metrics.colour import COLOUR_MEASURES, DRAWN
from gan_core.metrics.measure import Measure
from gan_core.metrics.measures import CLASSIFIER_MEASURES
from gan_core.metrics.overfitting import D_MEASURES
from gan_core.metrics.pixels import PIXEL_MEASURES
from gan_core.metrics.reference import EXTRACTORS, USUAL_N
from gan_core.metrics.result import Score
from gan_core.metrics.retrieval import RETRIEVAL_MEASURES
from gan_core.metrics.sequences import SEQUENCE_MEASURES
from gan_core.metrics.stacked import STACKED_MEASURES
from gan_core.metrics.subject import CLASSIFIER, Comparison, Need, Subject
from gan_core.model import Model
from gan_core.questions import knows_truth, most_questions, question
from gan_core.usage import Request

_SHIPPED = (
    *CLASSIFIER_MEASURES,
    *COLOUR_MEASURES,
    *RETRIEVAL_MEASURES,
    *STACKED_MEASURES,
    *SEQUENCE_MEASURES,
    *PIXEL_MEASURES,
    *D_MEASURES,
)
MEASURES: dict[str, tuple[Measure, ...]] = {
    key: tuple(one for one in _SHIPPED if one.key == key)
    for key in dict.fromkeys(one.key for one in _SHIPPED)
}
"""Every score by its key: several where each needs other things."""
Which = str | Sequence[str]
"""Which scores: "quick", "all", a key, or keys."""

SETS = ("quick", "all")
SHIPPED = frozenset(MEASURES)
LEAST = 100
SEED = 1_000_000
"""The first seed of scored samples, the same everywhere, so that scores agree."""


def measures() -> list[Measure]:
    """Return every score, the quick ones first."""
    return sorted(chain.from_iterable(MEASURES.values()), key=lambda one: not one.quick)


def measure_of(key: str) -> Measure | None:
    """Return the score `key`, the first where there are several; None where there is none."""
    return next(iter(MEASURES.get(key, ())), None)


def measures_for(there: Comparison, which: Which = "all") -> list[Measure]:
    """Return the scores that `which` means and that can be taken.

    which: "quick", "all", a key, or keys in your order.

    Raises:
        UserError: unknown key; a score that was named cannot be taken; none can.
    """
    if which in SETS:
        candidates = [one for one in measures() if one.quick or which == "all"]
        available = [one for one in candidates if one.missing(there) is None]
        if not available:
            raise there.refuse(CLASSIFIER)
        return available
    return [_measure(key, there) for key in ((which,) if isinstance(which, str) else which)]


def _measure(key: str, there: Comparison) -> Measure:
    lacking: list[tuple[int, Need]] = []
    for one in MEASURES.get(key, ()):
        lacks = one.missing(there)
        if lacks is None:
            return one
        # One that reads others' pictures says nothing where the data have a classifier.
        if lacks not in (CLASSIFIER, DRAWN) or there.extractor is None:
            lacking.append((one.needs.index(lacks), lacks))
    if lacking:  # of several that lack something the one that lacks least says why
        raise there.refuse(max(lacking, key=lambda pair: pair[0])[1])
    names = dict.fromkeys(one.key for one in measures() if one.missing(there) is None)
    raise unknown(N_("There is no score {name!r}. There are: {known}.{hint}"), key, names)


def score_items(
    items: Tensor,
    data_name: str = "mnist",
    labels: Tensor | None = None,
    which: Which = "quick",
    *,
    truth: Tensor | None = None,
    data: DataSet | None = None,
    model: Model | None = None,
    request: Request | None = None,
) -> list[Score]:
    """Return the scores of `items` (n, *shape), in the numbers of networks, as `data_name`'s.

    labels: what a conditional G was asked for, (n,); only then is there an intended-class accuracy.
    which: "quick", "all", or keys, in your order. truth: what would have been right.
    data: the data set itself, where it is at hand; else scores that need its items load it.
    model, request: what made the items and what it was asked, for scores that look into it.

    The items must be in random order of their class, as a model's samples are. Nothing is drawn at
    random, and the same items score the same.

    Raises:
        UserError: unknown key, a score that cannot be taken, wrong shape, or not finite.
    """
    spec = sets.entry(data_name).spec if data is None else data.spec
    subject = Subject(
        items,
        data_name,
        spec,
        labels=labels,
        truth=truth,
        data=data,
        model=model,
        request=request,
    )
    return take_scores(subject, measures_for(subject, which))


def take_scores(
    subject: Subject, selection: Iterable[Measure], *, few: bool = False
) -> list[Score]:
    """Return the scores of `subject`; few: those that are not quick, of few samples alone.

    Networks are in evaluation mode meanwhile, and draw no gradients.

    Raises:
        UserError: the items are not finite, or have another shape than the data's.
    """
    if subject.items.is_floating_point() and not torch.isfinite(subject.items).all():
        raise UserError(N_("The items hold numbers that are not finite, so they have no score."))
    nets = {} if subject.model is None else subject.model.nets
    with evaluating(*nets.values()):
        return [
            one.take(subject.first(one.few) if few and one.few else subject) for one in selection
        ]


def score_model(
    model: Model,
    data: DataSet,
    n: int | None = None,
    seed: int = SEED,
    which: Which = "quick",
) -> list[Score]:
    """Return the scores of `n` answers of `model` as items of `data`; the model stays as it is.

    n: where it is left out 5,000, or what the data's protocol says. A conditional model is asked
    for the classes in turn, one that translates for held-out sources, each once: of the same answer
    many times nobody could say how varied answers are.

    Raises:
        UserError: as `score_items`, or n is out of range.
    """
    if n is None:
        n = EXTRACTORS[data.name].usual_n if data.name in EXTRACTORS else USUAL_N
    if n < LEAST:
        raise UserError(N_("Scores need at least 100 samples, not {n}."), n=n)
    selection = measures_for(compared(model, data.name, data), which)
    different = most_questions(model.design, data)
    few = n if different is None else max(LEAST, min(n, different))
    return take_scores(answers(model, data, few, seed), selection)


def answers(model: Model, data: DataSet, n: int, seed: int = SEED) -> Subject:
    """Return `n` answers of `model`, to be scored as items of `data`.

    Raises:
        UserError: n is out of range, or there are no sources to ask with.
    """
    query = question(model.design, data, n, seed)
    request = query.request.to(model.device)
    return Subject(
        model.answer(request).cpu(),
        data.name,
        data.spec,
        labels=query.request.y if model.classes == data.spec.classes else None,
        truth=query.truth,
        data=data,
        model=model,
        request=request,
    )


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
        truth=_knows_truth(model, data_name, data),
        data=data,
        model=model,
    )


def _knows_truth(model: Model, data_name: str, data: DataSet | None) -> bool:
    """Return whether the data say what would be right; of two domains the items have to say it."""
    if model.recipe.other is None:
        return model.recipe.has_truth
    if data is None and not sets.is_here(data_name):
        return False
    return knows_truth(model.design, data or sets.load_held_out(data_name))
