"""Own data sets of text: each line a sequence of characters or of words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from gan_core.data import own, own_file, texts
from gan_core.data.base import Rows
from gan_core.data.lines import TEXT_BYTES, read_lines
from gan_core.data.prepared import LEAST
from gan_core.errors import N_, Message, UserError, unknown
from gan_core.files.names import require_portable

Cut = Literal["auto", "character", "word"]
CUTS: tuple[Cut, ...] = get_args(Cut)
USUAL_LENGTH, MOST_LENGTH = 64, 256
"""Longest sequence where none is chosen, and that can be chosen."""
WORDS = 3000
"""Different words, the most frequent ones; with WORD the head of a file stays within its bound."""
WORD = 24
"""Characters of a word."""
_SPACES = 0.1
"""A text of fewer spaces than so many of its characters is cut into characters."""

Split = list[texts.Words]


@dataclass(frozen=True)
class TextOutcome:
    """What became of a text: the data set's name, its lines, what they are, and what was left out.

    words: how many different ones. length: of the longest. notes: what is to be said of it.
    """

    name: str
    lines: int
    unit: texts.Unit
    words: int
    length: int
    notes: tuple[Message, ...]


def read(path: Path) -> bytes:
    """Return the bytes of a text file, one more than may be at most.

    Raises:
        UserError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(TEXT_BYTES + 1)
    except OSError as error:
        text = N_("{path} cannot be read: {why}.")
        raise UserError(text, path=str(path), why=error.strerror) from None


def add(
    files: Iterable[tuple[str, bytes]], name: str, *, cut: Cut = "auto", length: int | None = None
) -> TextOutcome:
    """Make the data set own/NAME of the lines of text files (name, content) and keep it.

    cut: into characters or words; "auto": words, unless the text has few spaces or is written
    in a script without them. length: of the longest line that is taken, at most MOST_LENGTH;
    by default 99 in 100 lines are taken, as long as they are at most USUAL_LENGTH long.

    Raises:
        UserError: name, cut or length cannot be, the name is taken, a file is no text, or too
            few lines or words can be used.
        GanvasError: the disk is full.
    """
    path = own.free_path(name)
    require_portable(path)
    _require(cut, length)
    lines, again = read_lines(files)
    unit = _unit(lines) if cut == "auto" else cut
    split: Split = [texts.split(line, unit) for line in lines]
    longest = length or min(USUAL_LENGTH, texts.usual_length(split))
    short = [words for words in split if len(words) <= longest]
    usual = _of_usual_words(short)
    _require_enough(lines, short, usual, longest)
    spec = texts.closed(max(map(len, usual)), texts.frequent(usual), unit)
    own_file.write_rows(path, Rows(texts.numbered(usual, spec)), spec, {"unit": unit})
    notes = _notes(again, len(split) - len(short), longest, len(short) - len(usual))
    words = len(spec.words) - 1
    return TextOutcome(own.PREFIX + name, len(usual), unit, words, spec.length, notes)


def _require(cut: Cut, length: int | None) -> None:
    if cut not in CUTS:
        text = N_("A text is cut by {known}, not {name!r}.{hint}")
        raise unknown(text, str(cut)[:40], CUTS)
    if length is not None and not 1 <= length <= MOST_LENGTH:
        text = N_("The longest line must have 1 to {limit} words or characters, not {length}.")
        raise UserError(text, limit=MOST_LENGTH, length=length)


def _unit(lines: Sequence[str]) -> texts.Unit:
    """Return how a text is cut: by character where it has few spaces, or wide letters."""
    text = "".join(lines)
    wide = sum(unicodedata.east_asian_width(character) == "W" for character in text)
    by_character = text.count(" ") < _SPACES * len(text) or 2 * wide > len(text)
    return "character" if by_character else "word"


def _of_usual_words(split: Split) -> Split:
    """Return the lines of the WORDS most frequent words alone, none of them longer than WORD."""
    usual = {word for word in texts.frequent(split)[:WORDS] if len(word) <= WORD}
    return [words for words in split if usual.issuperset(words)]


def _require_enough(lines: Sequence[str], short: Split, usual: Split, longest: int) -> None:
    """Refuse a text of too few lines or words."""
    if not lines:
        raise UserError(N_("There is no line of text in it."))
    if len(usual) < LEAST:
        text = N_(
            "A data set needs at least {least} different lines. Of {count} lines {short} have at "
            "most {length} words or characters, and {usual} of these have no rare ones."
        )
        counts = {"count": len(lines), "short": len(short), "usual": len(usual)}
        raise UserError(text, least=LEAST, length=longest, **counts)
    if len({word for words in usual for word in words}) < 2:
        raise UserError(N_("All lines repeat one word or character: there is nothing to learn."))


def _notes(again: int, long: int, longest: int, rare: int) -> tuple[Message, ...]:
    """Return what is to be said of the lines that were left out."""
    each = (
        (again, N_("Lines that were there before: {count}. Each counts once.")),
        (long, N_("Lines of more than {length} words or characters, left out: {count}.")),
        (rare, N_("Lines with rare or very long words or characters, left out: {count}.")),
    )
    values = [{"count": f"{count:,}", "length": longest} for count, _ in each]
    return tuple(Message(text, v) for (count, text), v in zip(each, values, strict=True) if count)
