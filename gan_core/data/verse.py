"""Chinese quatrains: four lines of five or seven characters, one character a word.

All of one form are equally long, so none has an end; a line break stands nowhere in them.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from itertools import islice
from pathlib import Path

import torch

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Tokens
from gan_core.data.split import tenth
from gan_core.errors import N_

LINES = 4
QUATRAINS = (5, 7)
"""Characters in a line."""
BREAK = "\u3000"
"""What stands between lines that stand in one: a space as wide as a character."""
FILE = Path(__file__).with_name("verse.txt.xz")
"""A line of all characters for each form; then a poem a line: its poet, a tab, its characters."""

_SOURCE = "https://github.com/chinese-poetry/chinese-poetry"
_LICENCE = "MIT"
_LICENCE_URL = "https://github.com/chinese-poetry/chinese-poetry/blob/master/LICENSE"
_ATTRIBUTION = (
    "Poems in the public domain, collected by chinese-poetry, © 2016 JackeyGao; "
    "selected and put into simplified characters by us"
)
CARDS = {
    5: Card(
        N_("Quatrains of five characters a line"),
        N_(
            "5,729 Chinese poems of 20 characters, of Tang and Song, in simplified characters and "
            "without punctuation; 2,492 different characters, each a word. A tenth is held out; no "
            "two poems share a line."
        ),
        _SOURCE,
        _LICENCE,
        _LICENCE_URL,
        _ATTRIBUTION,
    ),
    7: Card(
        N_("Quatrains of seven characters a line"),
        N_(
            "6,246 Chinese poems of 28 characters, of the Tang, in simplified characters and "
            "without punctuation; 2,493 different characters, each a word. A tenth is held out; no "
            "two poems share a line."
        ),
        _SOURCE,
        _LICENCE,
        _LICENCE_URL,
        _ATTRIBUTION,
    ),
}


def entry(n: int) -> Entry:
    """Return how the quatrains of `n` characters a line are asked for."""
    return Entry(_name(n), spec(n), CARDS[n], lambda: load_verse(n))


@lru_cache(maxsize=len(QUATRAINS))
def spec(n: int) -> Tokens:
    """Return what a quatrain of `n` characters a line is; only the head of the file is read."""
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        heads = list(islice(lines, len(QUATRAINS)))
    return Tokens(LINES * n, tuple(heads[QUATRAINS.index(n)].rstrip("\n")), joint="")


def load_verse(n: int) -> DataSet:
    """Return the quatrains of `n` characters a line, int64 (N, 4 n); every tenth is held out.

    No two of them share a line or a quarter of all places: no version of one is in both parts.
    """
    form = spec(n)
    numbers = {word: number for number, word in enumerate(form.words)}
    items = torch.tensor([[numbers[one] for one in text] for _, text in poems(n)])
    training, held_out = tenth(len(items))
    return DataSet(_name(n), form, items[training], held_out=Rows(items[held_out]), card=CARDS[n])


def poems(n: int) -> list[tuple[str, str]]:
    """Return (poet, characters) of each quatrain of `n` characters a line."""
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in islice(lines, len(QUATRAINS), None)]
    return [(poet, text) for poet, text in pairs if len(text) == LINES * n]


def in_lines(spec: Tokens, text: str) -> str:
    """Return a quatrain with the breaks between its lines; any other text as it is."""
    n = next((n for n in QUATRAINS if LINES * n == len(text) and spec.length == len(text)), 0)
    if not n or spec.joint or spec.ends:
        return text
    return BREAK.join(text[start : start + n] for start in range(0, len(text), n))


def _name(n: int) -> str:
    return f"verse_{n}"
