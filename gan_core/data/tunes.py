"""Tunes: 32 notes of dances of 1883, one word a note, as `melody` reads them.

Ryan's Mammoth Collection has 1,059 dances and songs for the fiddle: reels, jigs, hornpipes. Each is
put into the key without sharps and flats (C major, A minor, D dorian), where all share their words;
every fourth bar begins a window of WINDOW notes, since the phrases of these dances are four bars
long. Lengths are as written; grace notes are left out, of two notes at once the higher one stays.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from itertools import islice
from pathlib import Path

import torch

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Tokens
from gan_core.errors import N_

NAME = "tunes"
WINDOW = 32
"""Notes, rests among them."""
FILE = Path(__file__).with_name("tunes.txt.xz")
"""A line of all words; then a window a line: the number of its tune, a tab, its words."""

CARD = Card(
    N_("Tunes (Ryan's Mammoth Collection, 1883)"),
    N_(
        "3,554 pieces of 1,038 dances and songs for the fiddle, 32 notes each: reels, jigs, "
        "hornpipes, all in one key. Each note is a word, its pitch and length; 198 different ones. "
        "A tenth of the tunes is held out."
    ),
    "https://github.com/cuthbertLab/music21",
    N_("public domain (the music)"),
    "",
    "Ryan's Mammoth Collection, Boston 1883; written down in abc by Ray Davies, from the corpus of "
    "music21 (Michael Scott Asato Cuthbert); put into one key and cut by us",
)


def entry() -> Entry:
    """Return how the tunes are asked for."""
    return Entry(NAME, spec(), CARD, load_tunes)


@lru_cache(maxsize=1)
def spec() -> Tokens:
    """Return what a window of a tune is; only the head of the file is read."""
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        return Tokens(WINDOW, tuple(next(lines).split()))


def load_tunes() -> DataSet:
    """Return the windows, int64 (N, WINDOW); every tenth tune is held out with all of its windows.

    What of the held-out ones was near a window of a tune that is trained on is not in the file.
    """
    numbers = {word: number for number, word in enumerate(spec().words)}
    parts: tuple[list[list[int]], list[list[int]]] = ([], [])
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 1, None):
            tune, words = line.split("\t")
            parts[held_out(int(tune))].append([numbers[word] for word in words.split()])
    training, rest = map(torch.tensor, parts)
    return DataSet(NAME, spec(), training, held_out=Rows(rest), card=CARD)


def held_out(tune: int) -> bool:
    """True for every tenth tune."""
    return tune % 10 == 5
