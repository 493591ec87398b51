"""What is scored, what it is compared with, and what is known of both; shared work done once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from torch import Tensor

from gan_core import data as sets
from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.errors import N_, UserError
from gan_core.metrics.classes import class_shares
from gan_core.metrics.classifier import read
from gan_core.metrics.manifold import Manifold, manifold
from gan_core.metrics.reference import EXTRACTORS, Extractor, Reference, reference
from gan_core.model import Model
from gan_core.usage import Request

T = TypeVar("T")
MANIFOLD_LIMIT = 5000
"""Precision, recall, density and coverage compare every pair: of more pictures the first count."""


class Comparison:
    """Items of `spec` against the data set `name`: what is there to score them by.

    labels, truth: whether the items were made for labels, and whether what is right is known.
    model: what made the items, where that is known.
    """

    def __init__(
        self,
        name: str,
        spec: Spec,
        *,
        labels: bool = False,
        truth: bool = False,
        data: DataSet | None = None,
        model: Model | None = None,
    ) -> None:
        self.name, self.spec, self.has_labels, self.has_truth = name, spec, labels, truth
        self.model, self._data = model, data

    @property
    def extractor(self) -> Extractor | None:
        """Whose features score the items, None where there is no classifier."""
        return EXTRACTORS.get(self.name)

    @property
    def here(self) -> bool:
        """Whether the items of the data set are on this machine."""
        return self._data is not None or sets.is_here(self.name)

    @property
    def at_hand(self) -> bool:
        """Whether nothing has to be fetched or drawn before `data` is there."""
        return self._data is not None or (self.here and sets.entry(self.name).ready())

    def refuse(self, need: Need) -> UserError:
        """Return the error that says why a score cannot be taken."""
        return UserError(need.reason, data=self.name, known=", ".join(EXTRACTORS))

    @property
    def data(self) -> DataSet:
        """The data set itself, loaded where it was not at hand."""
        if self._data is None:
            self._data = sets.load(self.name)
        return self._data


@dataclass(frozen=True)
class Need:
    """What a score may need: whether it is met, and the sentence that says why it is not.

    reason: translatable; {data} is the data set, {known} those that have a classifier.
    """

    holds: Callable[[Comparison], bool]
    reason: str


def _of_its_own_data(there: Comparison) -> bool:
    """Whether a model with D is compared with what it was trained on, and D can be told of that.

    Of a second domain nobody knows which item belongs to which.
    """
    model = there.model
    if model is None or not model.judges or model.recipe.other is not None:
        return False
    return bool(model.card.get("data", there.name) == there.name)


CLASSIFIER = Need(
    lambda there: there.extractor is not None and not there.extractor.channelwise,
    N_("There is no shipped classifier for {data}; scores are there for {known}."),
)
CHANNELS = Need(
    lambda there: there.extractor is not None and there.extractor.channelwise,
    N_("Only stacked digits are read channel by channel."),
)
LABELS = Need(
    lambda there: there.has_labels,
    N_("Only pictures made for a label have an intended-class accuracy."),
)
PICTURES = Need(
    lambda there: isinstance(there.spec, Pictures),
    N_("{data} holds no pictures."),
)
TOKENS = Need(
    lambda there: isinstance(there.spec, Tokens),
    N_("{data} holds no sequences of tokens."),
)
ITEMS = Need(
    lambda there: there.here,
    N_("The items of {data} are not on this machine."),
)
HELD_OUT = Need(
    lambda there: there.here and there.data.held_out is not None,
    N_("{data} has no held-out part to compare with."),
)
TRUTH = Need(
    lambda there: there.has_truth,
    N_("{data} does not say what would have been right."),
)
NOISE = Need(
    lambda there: there.model is None or there.model.recipe.from_noise,
    N_("Items that are made from sources are as varied as their sources."),
)
ITS_D = Need(
    _of_its_own_data,
    N_("Only a model that holds its D, scored against what it was trained on, shows its D."),
)


class Subject(Comparison):
    """Items (n, *spec.shape) that are scored.

    labels: what a conditional G was asked for, (n,). truth: what would have been right, as items.
    model, request: what made the items, and what it was asked, where that is known.
    """

    def __init__(
        self,
        items: Tensor,
        name: str,
        spec: Spec,
        *,
        labels: Tensor | None = None,
        truth: Tensor | None = None,
        data: DataSet | None = None,
        reference: Reference | None = None,
        model: Model | None = None,
        request: Request | None = None,
    ) -> None:
        has = {"labels": labels is not None, "truth": truth is not None}
        super().__init__(name, spec, **has, data=data, model=model)
        self.items, self.labels, self.truth, self.request = items, labels, truth, request
        self._reference = reference
        self._results: dict[str, Any] = {}

    def first(self, n: int) -> Subject:
        """Return the first `n` of the items, with all that belongs to them."""
        labels, truth, request = self.labels, self.truth, self.request
        return Subject(
            self.items[:n],
            self.name,
            self.spec,
            labels=None if labels is None else labels[:n],
            truth=None if truth is None else truth[:n],
            data=self._data,
            reference=self._reference,
            model=self.model,
            request=None if request is None else request[:n],
        )

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return `make()`, computed at most once for these items."""
        if key not in self._results:
            self._results[key] = make()
        return self._results[key]  # type: ignore[no-any-return]

    @cached_property
    def plain(self) -> Tensor | None:
        """What can be made of the sources without a network; None where nobody knows."""
        degradation = None if self.model is None else self.model.design.degradation
        if degradation is None or self.request is None or self.request.src is None:
            return None
        return degradation.plain(self.request.src.cpu())

    @cached_property
    def reference(self) -> Reference:
        """The classifier that reads the items, with its real features."""
        return self._reference or reference(self.name)

    @cached_property
    def _answers(self) -> tuple[Tensor, Tensor]:
        shape = self.spec.shape
        if self.items.shape[1:] != shape:
            raise UserError(
                N_("Pictures of {data} are scored at {width}x{height} with {channels} channel(s)."),
                data=self.name,
                width=shape[2],
                height=shape[1],
                channels=shape[0],
            )
        return read(self.reference.net, self.items)

    @property
    def features(self) -> Tensor:
        """The classifier's features of the items, (n, F)."""
        return self._answers[0]

    @property
    def logits(self) -> Tensor:
        """The classifier's logits, (n, K)."""
        return self._answers[1]

    @cached_property
    def predictions(self) -> Tensor:
        """The class of each item, (n,)."""
        return self.logits.argmax(1)

    @cached_property
    def shares(self) -> list[float]:
        """The share of each class."""
        return class_shares(self.predictions, self.reference.classes)

    @cached_property
    def manifold(self) -> Manifold:
        """Against as many real items."""
        real = self.reference.subset(min(len(self.features), MANIFOLD_LIMIT))
        return manifold(real, self.features[: len(real)])
