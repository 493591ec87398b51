"""What is scored, what it is compared with, and what is known of both; shared work done once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal, TypeVar

from torch import Tensor

from gan_core import data as sets
from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.errors import N_, UserError
from gan_core.metrics.classes import class_shares
from gan_core.metrics.classifier import read
from gan_core.metrics.manifold import Manifold, manifold
from gan_core.metrics.reference import EXTRACTORS, Reference, reference

Need = Literal["classifier", "channels", "labels", "pictures", "items", "truth", "tokens", "noise"]
"""What a score may need: a classifier of whole pictures, or of each channel; labels that were
asked for; pictures, or tokens; the data set's own items; what would have been right; that the
items were made from noise alone."""

REASONS: dict[Need, str] = {
    "classifier": N_("There is no shipped classifier for {data}; scores are there for {known}."),
    "channels": N_("Only stacked digits are read channel by channel."),
    "labels": N_("Only pictures made for a label have an intended-class accuracy."),
    "pictures": N_("{data} holds no pictures."),
    "items": N_("The items of {data} are not on this machine."),
    "truth": N_("{data} does not say what would have been right."),
    "tokens": N_("{data} holds no sequences of tokens."),
    "noise": N_("Items that are made from sources are as varied as their sources."),
}
T = TypeVar("T")
MANIFOLD_LIMIT = 5000
"""Precision, recall, density and coverage compare every pair: of more pictures the first count."""


class Comparison:
    """Items of `spec` against the data set `name`: what is there to score them by.

    labels, truth: whether the items were made for labels, and whether what is right is known.
    noise: whether they were made from noise alone, not from sources.
    """

    def __init__(
        self,
        name: str,
        spec: Spec,
        *,
        labels: bool = False,
        truth: bool = False,
        noise: bool = True,
        data: DataSet | None = None,
    ) -> None:
        self.name, self.spec, self._labels, self._truth = name, spec, labels, truth
        self._noise, self._data = noise, data

    def has(self, need: Need) -> bool:
        """True where what a score needs is there; nothing is loaded to find out."""
        extractor = EXTRACTORS.get(self.name)
        answers = {
            "classifier": extractor is not None and not extractor.channelwise,
            "channels": extractor is not None and extractor.channelwise,
            "labels": self._labels,
            "pictures": isinstance(self.spec, Pictures),
            "tokens": isinstance(self.spec, Tokens),
            "truth": self._truth,
            "noise": self._noise,
        }
        return answers[need] if need in answers else self._items_are_here()

    def _items_are_here(self) -> bool:
        return self._data is not None or sets.is_here(self.name)

    def refuse(self, need: Need) -> UserError:
        """Return the error that says why a score cannot be taken."""
        return UserError(REASONS[need], data=self.name, known=", ".join(EXTRACTORS))

    @property
    def data(self) -> DataSet:
        """The data set itself, loaded where it was not at hand."""
        if self._data is None:
            self._data = sets.load(self.name)
        return self._data


class Subject(Comparison):
    """Items (n, *spec.shape) that are scored.

    labels: what a conditional G was asked for, (n,). truth: what would have been right, as items.
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
        known: Reference | None = None,
    ) -> None:
        has = {"labels": labels is not None, "truth": truth is not None}
        super().__init__(name, spec, **has, data=data)
        self.items, self.labels, self.truth = items, labels, truth
        self._known = known
        self._done: dict[str, Any] = {}

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return `make()`, computed at most once for these items."""
        if key not in self._done:
            self._done[key] = make()
        return self._done[key]  # type: ignore[no-any-return]

    @cached_property
    def known(self) -> Reference:
        """The classifier that reads the items, with its real features."""
        return self._known or reference(self.name)

    @cached_property
    def _read(self) -> tuple[Tensor, Tensor]:
        wanted = self.spec.shape
        if self.items.shape[1:] != wanted:
            raise UserError(
                N_("Pictures of {data} are scored at {width}x{height} with {channels} channel(s)."),
                data=self.name,
                width=wanted[2],
                height=wanted[1],
                channels=wanted[0],
            )
        return read(self.known.net, self.items)

    @property
    def features(self) -> Tensor:
        """The classifier's features of the items, (n, F)."""
        return self._read[0]

    @property
    def logits(self) -> Tensor:
        """The classifier's logits, (n, K)."""
        return self._read[1]

    @cached_property
    def read_as(self) -> Tensor:
        """The class of each item, (n,)."""
        return self.logits.argmax(1)

    @cached_property
    def shares(self) -> list[float]:
        """The share of each class."""
        return class_shares(self.read_as, self.known.classes)

    @cached_property
    def manifold(self) -> Manifold:
        """Against as many real items."""
        real = self.known.subset(min(len(self.features), MANIFOLD_LIMIT))
        return manifold(real, self.features[: len(real)])
