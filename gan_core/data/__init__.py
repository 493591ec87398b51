"""Data sets by name: what there is, whether it is here, and loading it (once a process)."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from gan_core.data import mnist, synthetic
from gan_core.data.base import Card, DataSet, Spec
from gan_core.data.feed import Feed
from gan_core.errors import N_, UserError

__all__ = [
    "DATA_SETS",
    "Card",
    "DataSet",
    "Entry",
    "Feed",
    "Spec",
    "is_here",
    "load",
    "mnist",
    "synthetic",
]


@dataclass(frozen=True)
class Entry:
    """A data set that can be asked for by name."""

    name: str
    spec: Spec
    card: Card
    loader: Callable[[], DataSet]


DATA_SETS: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry("mnist", mnist.DIGITS, mnist.MNIST_CARD, mnist.load_mnist),
        Entry("mnist_full", mnist.DIGITS, mnist.MNIST_FULL_CARD, mnist.load_mnist_full),
        Entry("fashion_mnist", Spec(1, 28, mnist.CLOTHES), mnist.FASHION_CARD, mnist.load_fashion),
    )
}

_LOCK = threading.Lock()


def entry(name: str) -> Entry:
    """Return the entry `name`.

    Raises:
        UserError: there is no such data set.
    """
    if name not in DATA_SETS:
        raise UserError(
            N_("There is no data set {name!r}. There are: {known}.{hint}"),
            name=name,
            known=", ".join(DATA_SETS),
            hint=did_you_mean(name, DATA_SETS),
        )
    return DATA_SETS[name]


def did_you_mean(word: str, known: object) -> str:
    """Return " (did you mean x?)" where one of `known` is near `word`, else nothing."""
    near = difflib.get_close_matches(word.lower(), list(known), n=1)  # type: ignore[call-overload]
    return f" ({near[0]}?)" if near else ""


def load(name: str) -> DataSet:
    """Return the data set `name`, from memory if this process has loaded it before.

    Raises:
        UserError: there is no such data set, or it is not on this machine.
    """
    entry(name)
    with _LOCK:
        return _load(name)


@lru_cache(maxsize=4)
def _load(name: str) -> DataSet:
    return DATA_SETS[name].loader()


def is_here(name: str) -> bool:
    """True where `load(name)` works without fetching anything."""
    try:
        load(name)
    except UserError:
        return False
    return True
