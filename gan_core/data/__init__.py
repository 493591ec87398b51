"""Data sets by name: what there is, whether it is here, and loading it (once a process)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import lru_cache, partial

from gan_core.data import (
    captioned,
    cifar,
    edges,
    emoji,
    emoji_names,
    mnist,
    moving,
    oracle,
    own,
    pairs,
    stacked,
    synthetic,
    tunes,
    unpaired,
    verse,
)
from gan_core.data.base import Card, DataSet, Entry
from gan_core.data.feed import Feed
from gan_core.data.spec import Pictures, Spec
from gan_core.errors import N_, UserError, unknown

__all__ = [
    "DATA_SETS",
    "Card",
    "DataSet",
    "Entry",
    "Feed",
    "Spec",
    "captioned",
    "emoji",
    "entries",
    "entry",
    "is_here",
    "load",
    "load_held_out",
    "mnist",
    "moving",
    "names",
    "own",
    "pairs",
    "register",
    "synthetic",
    "unpaired",
]

DATA_SETS: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry("mnist", mnist.DIGITS, mnist.MNIST_CARD, mnist.load_mnist),
        Entry(
            "mnist_full",
            mnist.DIGITS,
            mnist.MNIST_FULL_CARD,
            mnist.load_mnist_full,
            mnist.mnist_full_is_here,
        ),
        Entry(
            "fashion_mnist",
            Pictures(1, 28, classes=mnist.CLOTHES),
            mnist.FASHION_CARD,
            mnist.load_fashion,
            mnist.fashion_is_here,
        ),
        Entry(
            "cifar10",
            cifar.CIFAR10,
            cifar.CIFAR10_CARD,
            cifar.load_cifar10,
            cifar.cifar10_is_here,
        ),
        Entry("stacked_mnist", stacked.STACKED, stacked.STACKED_CARD, stacked.load_stacked),
        emoji.entry(emoji.Variant()),
        *(pairs.entry(pairs.Variant(task)) for task in pairs.TASKS.values()),
        edges.ENTRY,
        *(unpaired.entry(unpaired.Variant(kinds)) for kinds in unpaired.DOMAINS.values()),
        moving.entry(moving.Variant()),
        oracle.entry(oracle.Variant()),
        *map(verse.entry, verse.QUATRAINS),
        *emoji_names.entries(),
        tunes.entry(),
        captioned.entry(captioned.Variant()),
    )
}
"""What is always offered; `entry` also knows what is drawn in other sizes, and own pictures."""

_VARIANTS: dict[str, Callable[[], Entry]] = {
    **{name: partial(emoji.entry, one) for name, one in emoji.VARIANTS.items()},
    **{name: partial(pairs.entry, one) for name, one in pairs.VARIANTS.items()},
    **{name: partial(moving.entry, one) for name, one in moving.VARIANTS.items()},
    **{name: partial(unpaired.entry, one) for name, one in unpaired.VARIANTS.items()},
    **{name: partial(oracle.entry, one) for name, one in oracle.VARIANTS.items()},
    **{name: partial(captioned.entry, one) for name, one in captioned.VARIANTS.items()},
}
"""Each group, task and size of what is drawn here."""
_SHIPPED = frozenset(DATA_SETS) | _VARIANTS.keys()
_MOST_LOADED = 6
_LOCK = threading.Lock()


def names() -> list[str]:
    """Return the data sets to choose from: ours, variants drawn before, and own pictures."""
    drawn_before = [*emoji.names(), *pairs.names(), *unpaired.names()]
    return [*dict.fromkeys([*DATA_SETS, *drawn_before, *own.names()])]


def entries() -> list[Entry]:
    """Return the entries of `names()`; an own data set whose file is damaged is left out."""
    readable = []
    for name in names():
        try:
            readable.append(entry(name))
        except UserError:
            continue
    return readable


def entry(name: str) -> Entry:
    """Return the entry `name`: of DATA_SETS, a variant of ours, or an own data set.

    Raises:
        UserError: there is no such data set, or its file is damaged.
    """
    if name in DATA_SETS:
        return DATA_SETS[name]
    if name in _VARIANTS:
        return _VARIANTS[name]()
    if own.is_own(name):
        return own.entry(name)
    text = N_("There is no data set {name!r}. There are: {known}.{hint}")
    raise unknown(text, name, names(), _VARIANTS)


def load(name: str) -> DataSet:
    """Return the data set `name`, from memory if this process has loaded it before.

    Raises:
        UserError: there is no such data set, or it is not on this machine.
    """
    stamp = entry(name).stamp
    with _LOCK:
        return _load(name, stamp)


def load_held_out(name: str) -> DataSet:
    """Return the data set `name`, without its training part where all of it would take long.

    Raises:
        UserError: as `load`.
    """
    one = entry(name)
    if one.only_held_out is None or one.ready():
        return load(name)
    with _LOCK:
        return _load_held_out(name, one.stamp)


@lru_cache(maxsize=_MOST_LOADED)
def _load_held_out(name: str, stamp: str) -> DataSet:
    loader = entry(name).only_held_out
    assert loader is not None  # whoever asks has looked
    return loader()


@lru_cache(maxsize=_MOST_LOADED)
def _load(name: str, stamp: str) -> DataSet:
    return entry(name).loader()


def is_here(name: str) -> bool:
    """True where `load(name)` needs to fetch nothing; nothing is loaded to find out."""
    try:
        return entry(name).here()
    except UserError:
        return False


def register(entry: Entry) -> Entry:
    """Add a data set of your own for the length of this process, or newer content of its name.

    Whoever resumes a run on it in another process registers it there too.

    Raises:
        ValueError: the name is that of a data set that is here, or not of small letters, digits
            and "_".
    """
    if entry.name in _SHIPPED:
        raise ValueError(f"{entry.name} is a data set already: choose another name")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", entry.name):
        raise ValueError(f"a data set's name has small letters, digits and _, not {entry.name!r}")
    with _LOCK:
        DATA_SETS[entry.name] = entry
        _load.cache_clear()
        _load_held_out.cache_clear()
    return entry
