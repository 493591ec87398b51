"""What emoji are called, in English and Chinese, and texts as the words of such captions.

The names are Unicode's (CLDR), which the package `emoji` carries. A caption may begin with the word
of its Unicode group: "animals cat". English goes word by word, Chinese character by character, both
by one list: the words of the captions that are trained on (`caption_words.txt`). What is not in it
is unknown, and stands as the word `UNKNOWN`: nothing is guessed from how a word is spelt.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from gan_core.data import emoji
from gan_core.data.openmoji import Codes
from gan_core.data.spec import Tokens
from gan_core.errors import N_, UserError

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
END, UNKNOWN = "·", "? "
LENGTH = 24
"""Words of a caption at most; the longest that there is has 20."""
LONGEST = 200
"""Characters of a text at most."""
GROUPS: dict[Language, tuple[str, ...]] = {
    "en": tuple(emoji.LABELS),
    "zh": ("表情", "人物", "动物", "食物", "旅行", "活动", "物品", "符号"),
}
"""The words of Unicode's groups, in the order of `emoji.LABELS`."""

_HAN = "\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+|[^\w\s]")
_SILENT = re.compile(r"[’'\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f]")
"""What is left out of a word: apostrophes, and signs that only say how text is to be set."""
_LISTED = 5


def here() -> bool:
    """True where the package with the names is installed."""
    return importlib.util.find_spec("emoji") is not None


@cache
def _names() -> dict[str, dict[Language, str]]:
    if not here():
        raise UserError(N_("The names of emoji need a package: pip install emoji"))
    import emoji as package

    package.config.load_language("zh")
    return {
        _plain(signs): {language: entry[language] for language in LANGUAGES}
        for signs, entry in package.EMOJI_DATA.items()
        if all(language in entry for language in LANGUAGES)
    }


def _plain(signs: str) -> str:
    return signs.replace("\ufe0f", "")


def caption(codes: Codes, language: Language, *, group: bool = False) -> str | None:
    """Return what the emoji spelt with `codes` is called; None where it has no name.

    group: begin with the word of its Unicode group.

    Raises:
        UserError: the package with the names is not installed.
    """
    names = _names().get(_plain("".join(map(chr, codes))))
    if names is None:
        return None
    words = words_of(names[language])
    if group:
        words = [*words_of(GROUPS[language][emoji.group_of(codes)]), *words]
    return (" " if language == "en" else "").join(words)


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters: Chinese characters, other words, other signs.

    Of the signs that Unicode calls punctuation none is a word.
    """
    pieces = _WORD.findall(_SILENT.sub("", text.lower()))
    return [piece for piece in pieces if piece.isalnum() or not _is_punctuation(piece)]


def _is_punctuation(sign: str) -> bool:
    import unicodedata

    return unicodedata.category(sign)[0] in "PC" or sign.isascii()


def tokens_of(text: str, spec: Tokens) -> tuple[Tensor, tuple[str, ...]]:
    """Return the words of `text` as int64 (spec.length,), and those that are unknown.

    What is behind the last that fits is left out.
    """
    places = _places(spec)
    words = words_of(text)[: spec.length]
    numbers = [places.get(word, places.get(UNKNOWN.strip(), 0)) for word in words]
    row = torch.zeros(spec.length, dtype=torch.int64)
    row[: len(numbers)] = torch.tensor(numbers, dtype=torch.int64)
    return row, tuple(dict.fromkeys(word for word in words if word not in places))


@cache
def _places(spec: Tokens) -> dict[str, int]:
    return {word.strip(): place for place, word in enumerate(spec.words) if place or not spec.ends}


def tokenise(text: str, spec: Tokens) -> tuple[Tensor, tuple[str, ...]]:
    """Return what somebody wrote as int64 (spec.length,), and the words that are unknown.

    spec: whose words: those of the data set, or of the model that is to draw the text.

    Raises:
        UserError: there are no words in it, more than fit, or none that is known.
    """
    if len(text) > LONGEST:
        raise UserError(
            N_("A caption has at most {limit} characters, not {count}."),
            limit=LONGEST,
            count=len(text),
        )
    words = words_of(text)
    if not words:
        raise UserError(N_("There is no word in this caption."))
    if len(words) > spec.length:
        raise UserError(
            N_("A caption has at most {limit} words or Chinese characters, not {count}."),
            limit=spec.length,
            count=len(words),
        )
    row, strange = tokens_of(text, spec)
    if len(strange) == len(set(words)):
        raise UserError(
            N_("Of this caption no word is known: {words}. Known are the words of emoji's names."),
            words=listed(strange),
        )
    return row, strange


def listed(words: Sequence[str]) -> str:
    """Return words for a sentence, the first few of many."""
    dots = ", …" if len(words) > _LISTED else ""
    return ", ".join(words[:_LISTED]) + dots


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words of captions as `Tokens` has them: the end, what is unknown, then the list.

    Words of letters have their space behind them, so that nothing stands between them.
    """
    lines = Path(__file__).with_name("caption_words.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("##")]
    return (END, UNKNOWN, *(word if re.match(f"[{_HAN}]", word) else f"{word} " for word in words))


@cache
def caption_tokens() -> Tokens:
    """Return what captions are: sequences of at most LENGTH words, with an end."""
    return Tokens(LENGTH, vocabulary(), joint="", ends=True)
