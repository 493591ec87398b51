"""What a data set looks like: some of its items as people see them, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch.nn.functional import pad

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.data.melody import is_melody, notes, piano_roll
from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.errors import N_
from gan_core.pictures import grid, png, strip
from gan_core.questions import Question
from gan_core.rendering import Sheet, sheet
from gan_core.usage import Request
from ui.shell.language import _

PER_ROW, WITHOUT_LABELS, WITH_SOURCES = 12, 96, 12
MELODIES, MELODY_WIDTH, APART = 6, 400, 8
"""Melodies in a picture, how wide it is at most, and pixels between two of them."""


@dataclass(frozen=True)
class FirstItems:
    """A data set's first items; `other` are some of its second domain, where it has one.

    counts: of each label. lengths: how many sequences have 0, 1, 2, ... words before their end; []
    where all are equally long. roll: a PNG of the first melodies.
    """

    items: Sheet
    other: Sheet | None
    train: int
    held_out: int
    counts: list[int]
    content_hash: str
    lengths: list[int]
    roll: bytes | None


@st.cache_data(max_entries=32, show_spinner=False)
def look_at(name: str, stamp: str) -> FirstItems:
    """Return what the data set `name` looks like.

    Raises:
        UserError: it cannot be read.
    """
    content = data.load(name)
    labels, other = content.labels, content.other
    return FirstItems(
        _items(content),
        None if other is None or content.spec.other is None else _plain(content.spec.other, other),
        len(content),
        0 if content.held_out is None else len(content.held_out),
        [] if labels is None else labels.bincount(minlength=len(content.spec.classes)).tolist(),
        content.content_hash,
        _lengths(content),
        _roll(content),
    )


def _lengths(content: DataSet) -> list[int]:
    spec = content.spec
    if not isinstance(spec, Tokens) or not spec.ends:
        return []
    words = spec.mask(content.items) & (content.items != 0)
    counts: list[int] = words.sum(1).bincount(minlength=spec.length + 1).tolist()
    return counts


def _roll(content: DataSet) -> bytes | None:
    """Return some melodies side by side, at most MELODY_WIDTH of each."""
    spec = content.spec
    if not isinstance(spec, Tokens) or not is_melody(spec):
        return None
    rolls = [piano_roll(notes(spec, one)) for one in _spread(content.items, MELODIES)]
    wide = min(MELODY_WIDTH, max(roll.shape[2] for roll in rolls))
    alike = [pad(roll[:, :, :wide], (0, max(0, wide - roll.shape[2]))) for roll in rolls]
    return png(grid(torch.stack(alike), 2, APART))


def _spread(items: torch.Tensor, most: int) -> torch.Tensor:
    """Return at most so many items, as far apart as can be: what lies together is often alike."""
    return items[:: -(-len(items) // most)]


def _items(content: DataSet) -> Sheet:
    """Return the first items, each beside its source where it has one, else one label a row."""
    spec, labels = content.spec, content.labels
    if content.sources is not None and spec.source is not None:
        rows = slice(WITH_SOURCES)
        query = Question(Request(src=spec.source.to_numbers(content.sources[rows])))
        return sheet(spec, spec.to_numbers(content.items[rows]), query, spec.source)
    if labels is None or not isinstance(spec, Pictures):
        return _plain(spec, content.items)
    firsts = [(labels == label).nonzero().flatten()[:PER_ROW] for label in torch.unique(labels)]
    some = strip(content.items[torch.cat(firsts)], spec.frames)
    return Sheet("png", png(grid(some, PER_ROW)))


def _plain(spec: Spec, items: torch.Tensor) -> Sheet:
    some = items[:WITHOUT_LABELS]
    if isinstance(spec, Tokens):
        some = _spread(items, WITHOUT_LABELS)
    if isinstance(spec, Pictures):
        return Sheet("png", png(grid(strip(some, spec.frames), PER_ROW)))
    query = Question(Request(src=some))  # there is no question: nothing is made here
    return sheet(spec, spec.to_numbers(some), query)


def beside(spec: Spec) -> str:
    """Return what stands beside what in the items' sheet, "" where that needs no word."""
    if spec.source is None:
        return ""
    if isinstance(spec, Pictures) and isinstance(spec.source, Tokens):
        return _("Each picture below the text that it is to be made from.")
    return _("Each item to the right of what it is to be made from.")


_FORM = {
    "pictures": N_("Pictures of {shape}, values mapped to [-1, 1]."),
    "points": N_("Points of {shape} numbers each."),
    "tokens": N_("Sequences of {shape} tokens, of {words} different ones."),
    "ends": N_("Sequences of at most {shape} tokens, of {words} different ones."),
}


def form_of(spec: Spec) -> str:
    """Return one sentence on the form of the items."""
    shape = "×".join(map(str, spec.shape))
    if not isinstance(spec, Tokens):
        return _(_FORM[spec.kind]).format(shape=shape)
    kind = "ends" if spec.ends else "tokens"
    return _(_FORM[kind]).format(shape=shape, words=f"{len(spec.words) - spec.ends:,}")
