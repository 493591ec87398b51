"""How the file of tunes was made, once: from the corpus in the PyPI package music21 10.5.1.

Ganvas does not need music21; where it is installed, `make(folder of the .abc files)` writes the
file again, in some minutes.
"""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from gan_core.data.melody import Note, word
from gan_core.data.tunes import FILE, WINDOW, held_out

WORDS = 200
"""Different notes: the most frequent ones. What has another is left out."""
BARS = 4
"""How far apart two windows of a tune begin."""
NEAR = 0.75
"""A held-out window that shares so many places with one that is trained on is left out."""

Bars = list[list[str]]
Windows = list[tuple[int, tuple[str, ...]]]
"""(number of the tune, WINDOW words)."""


def make(folder: Path, path: Path = FILE) -> None:
    """Write the file of tunes from the .abc files in `folder`, each a tune."""
    write([read(file) for file in sorted(folder.glob("*.abc"))], path)


def write(tunes: list[Bars], path: Path) -> None:
    """Write the windows of `tunes`."""
    each = _apart(_usual([one for n, bars in enumerate(tunes) for one in windows(n, bars)]))
    head = " ".join(_frequent(each))
    lines = [head, *(f"{tune}\t{' '.join(words)}" for tune, words in each)]
    content = "".join(f"{line}\n" for line in lines)
    path.write_bytes(lzma.compress(content.encode(), preset=9 | lzma.PRESET_EXTREME))


def read(file: Path) -> Bars:
    """Return the words of each bar of a tune in abc, in the key without sharps and flats."""
    import music21

    score = music21.converter.parse(file)
    (signature, *_) = score.flatten().getElementsByClass("KeySignature")
    steps = (-7 * signature.sharps) % 12
    shift = steps if steps <= 6 else steps - 12
    bars = score.parts[0].getElementsByClass("Measure")
    return [[word(one) for one in _notes(bar, shift)] for bar in bars]


def _notes(bar: Any, shift: int) -> Iterator[Note]:
    """Yield the notes of a bar of music21's, without graces; of a chord the highest."""
    for one in bar.flatten().notesAndRests:
        if one.quarterLength:
            pitch = None if one.isRest else max(p.midi for p in one.pitches) + shift
            yield Note(pitch, Fraction(one.quarterLength).limit_denominator(48))


def windows(tune: int, bars: Bars) -> Windows:
    """Return what begins with every BARS-th bar, an upbeat apart; each different one once."""
    upbeat = int(_length(bars[0]) < max(map(_length, bars)))
    each = []
    for first in range(upbeat, len(bars), BARS):
        words = [one for bar in bars[first:] for one in bar][:WINDOW]
        if len(words) == WINDOW:
            each.append((tune, tuple(words)))
    return list(dict.fromkeys(each))


def _length(bar: list[str]) -> Fraction:
    return sum((Fraction(one.split(":")[1]) for one in bar), Fraction(0))


def _usual(each: Windows) -> Windows:
    """Return the windows of the WORDS most frequent words alone."""
    words = set(_frequent(each)[:WORDS])
    return [one for one in each if words.issuperset(one[1])]


def _frequent(each: Windows) -> list[str]:
    counts = Counter(one for _, words in each for one in words)
    return sorted(counts, key=lambda one: (-counts[one], one))


def _apart(each: Windows) -> Windows:
    """Return the windows without the held-out ones that are near one to train on."""
    training = [words for tune, words in each if not held_out(tune)]
    return [one for one in each if not held_out(one[0]) or not _near(one[1], training)]


def _near(words: tuple[str, ...], others: list[tuple[str, ...]]) -> bool:
    most = NEAR * len(words)
    return any(sum(a == b for a, b in zip(words, other, strict=True)) >= most for other in others)
