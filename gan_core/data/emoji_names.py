"""The names of emoji, in English by word and by letter, in Chinese by character.

From the package `emoji`, which has Unicode's names (CLDR); without flags, whose names are those of
countries, and in one skin tone alone, since else nearly all names would end in "skin tone".
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial

from gan_core.data import openmoji, texts
from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Tokens
from gan_core.errors import N_

LEAST = 2
"""Names of those to train on that a word must be in: nobody learns when to use a word from one."""
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True)
class Variant:
    """Names in which language ("en", "zh"), and of what they are sequences."""

    name: str
    language: str
    unit: texts.Unit
    title: str
    about: str

    @property
    def card(self) -> Card:
        """Return what is said of it."""
        return Card(
            self.title,
            self.about,
            "https://pypi.org/project/emoji/",
            "Unicode-3.0",
            "https://www.unicode.org/license.txt",
            "Names: Unicode CLDR, © 1991-2025 Unicode, Inc., from the package emoji "
            "(Taehoon Kim, Kevin Wurster; BSD licence)",
        )


VARIANTS = (
    Variant(
        "emoji_words",
        "en",
        "word",
        N_("Names of emoji, by word"),
        N_(
            "517 English names of emoji of at most 5 words, without flags and skin tones; 240 "
            "different words, each in two names or more. Whole concepts are held out."
        ),
    ),
    Variant(
        "emoji_letters",
        "en",
        "character",
        N_("Names of emoji, by letter"),
        N_(
            "1,633 English names of emoji of at most 31 letters, without flags and skin tones; 37 "
            "different letters and signs. Whole concepts, a tenth, are held out."
        ),
    ),
    Variant(
        "emoji_characters",
        "zh",
        "character",
        N_("Chinese names of emoji, by character"),
        N_(
            "974 Chinese names of emoji of at most 10 characters, without flags and skin tones; "
            "533 different ones, each in two names or more. Whole concepts are held out."
        ),
    ),
)


def entries() -> list[Entry]:
    """Return how the names are asked for; none where the package is not installed."""
    if importlib.util.find_spec("emoji") is None:
        return []
    return [Entry(v.name, spec(v), v.card, partial(load_names, v)) for v in VARIANTS]


def load_names(variant: Variant) -> DataSet:
    """Return the names as int64 (N, length); whole concepts are held out, see `openmoji`.

    Of another release of the package they may be others; the content hash then tells.
    """
    form, names = spec(variant), _names(variant)
    items = [[words for words, out in names if out is part] for part in (False, True)]
    training, held_out = (texts.numbered(part, form) for part in items)
    return DataSet(variant.name, form, training, held_out=Rows(held_out), card=variant.card)


@lru_cache(maxsize=len(VARIANTS))
def spec(variant: Variant) -> Tokens:
    """Return what a name is: at most so long as 99 in 100 are, of the words that are usual."""
    names = [words for words, _ in _names(variant)]
    return texts.closed(max(map(len, names)), texts.frequent(names), variant.unit)


@lru_cache(maxsize=len(VARIANTS))
def _names(variant: Variant) -> list[tuple[texts.Words, bool]]:
    """Return the words of each name that is used, and whether it is held out."""
    every = _each_name(variant.language)
    names = [(texts.split(name, variant.unit), openmoji.held_out(codes)) for codes, name in every]
    longest = texts.usual_length(words for words, _ in names)
    return _of_usual_words([one for one in names if len(one[0]) <= longest])


def _of_usual_words(names: list[tuple[texts.Words, bool]]) -> list[tuple[texts.Words, bool]]:
    """Return the names all of whose words are in LEAST of these that are trained on."""
    while True:
        counts = Counter(word for words, out in names if not out for word in set(words))
        usual = {word for word, count in counts.items() if count >= LEAST}
        rest = [one for one in names if usual.issuperset(one[0])]
        if len(rest) == len(names):
            return names
        names = rest


@lru_cache(maxsize=2)
def _each_name(language: str) -> list[tuple[openmoji.Codes, str]]:
    """Return (code points, name in small letters) of each emoji, each name once."""
    import emoji

    emoji.config.load_language(language)
    names: dict[str, openmoji.Codes] = {}
    for sign, about in emoji.EMOJI_DATA.items():
        codes = tuple(map(ord, sign))
        other = any(code in openmoji.FLAGS or code in _SKIN_TONES for code in codes)
        if about["status"] == emoji.STATUS["fully_qualified"] and not other and language in about:
            name = " ".join(about[language].strip(":").replace("_", " ").lower().split())
            names.setdefault(name, codes)
    return [(codes, name) for name, codes in names.items()]
