"""Emoji with captions: OpenMoji's drawings in colour, each with its names in two languages.

A row is a caption with its picture, so that each picture stands in two rows, one a language: what
asks, trains or scores row by row needs to know nothing of it. Of one of the two, in turn, the
caption begins with the word of the emoji's group. Two kinds of pictures are held out: whole
concepts (`openmoji.held_out`), whose words may be unknown, and combinations (COLOURED, ROLES),
whose words are all known, but never seen together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data import captions, openmoji, pairs
from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.captions import LANGUAGES, Language, caption
from gan_core.data.drawn import drawn_once
from gan_core.data.spec import Pictures, Spec
from gan_core.errors import N_
from gan_core.files.places import home

NAME = "captioned"
DEFAULT_SIZE = 32
SIZES = (32, 64)
COLOURED: tuple[int, ...] = (
    0x1F7E9,  # green square
    0x1F49C,  # purple heart
    0x1F7E1,  # yellow circle
    0x1F4D8,  # blue book
    0x1F538,  # small orange diamond
)
"""Shapes in a colour that are never trained on; the shape and the colour are, each with others."""
ROLES: tuple[tuple[int, int], ...] = (
    (0x1F692, 0x1F3FB),  # firefighter, light skin tone
    (0x1F3A8, 0x1F3FC),  # artist, medium-light skin tone
    (0x1F373, 0x1F3FD),  # cook, medium skin tone
    (0x1F9D9, 0x1F3FE),  # mage, medium-dark skin tone
    (0x1F33E, 0x1F3FF),  # farmer, dark skin tone
)
"""Roles in a skin tone that are never trained on, whatever the gender."""


@dataclass(frozen=True)
class Variant:
    """At which size, one of SIZES."""

    size: int = DEFAULT_SIZE

    @property
    def name(self) -> str:
        """Return the data set's name; each variant has one."""
        return NAME if self.size == DEFAULT_SIZE else f"{NAME}-{self.size}"

    @property
    def spec(self) -> Spec:
        """Return what the items are and what they come with."""
        return Pictures(3, self.size, source=captions.caption_tokens())

    @property
    def card(self) -> Card:
        """Return what is said of it."""
        return Card(
            N_("Emoji with captions"),
            N_(
                "3,686 emoji in colour, each with its name in English and in Chinese; whole "
                "concepts are held out, and some combinations of known words."
            ),
            "https://openmoji.org",
            "CC BY-SA 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            "All emojis designed by OpenMoji – the open-source emoji and icon project. "
            "License: CC BY-SA 4.0; drawn as small pictures by us. Names: Unicode CLDR, by the "
            "package emoji",
        )


VARIANTS = {one.name: one for one in map(Variant, SIZES)}


def here() -> bool:
    """True where the packages with the drawings and with their names are installed."""
    return openmoji.here() and captions.here()


def entry(variant: Variant) -> Entry:
    """Return how the data set of `variant` is asked for."""
    return Entry(
        variant.name,
        variant.spec,
        variant.card,
        lambda: load_captioned(variant),
        here,
        ready=lambda: here() and _path(variant).is_file(),
        only_held_out=lambda: load_captioned(variant, training=False),
    )


def is_combination(codes: openmoji.Codes) -> bool:
    """True for a drawing that is held out although each word of its name is known."""
    in_role = any({role, tone} <= {*codes} for role, tone in ROLES)
    return not openmoji.held_out(codes) and (in_role or codes in {(one,) for one in COLOURED})


def held_out(codes: openmoji.Codes) -> bool:
    """True for a drawing that is never trained on."""
    return openmoji.held_out(codes) or is_combination(codes)


@cache
def drawings() -> tuple[openmoji.Codes, ...]:
    """Return the drawings that have a name, in order.

    Raises:
        UserError: a package is not installed.
    """
    return tuple(codes for codes in openmoji.drawings() if caption(codes, "en") is not None)


def caption_of(codes: openmoji.Codes, language: Language) -> str:
    """Return a drawing's caption; of its two languages one has the word of its group."""
    text = caption(codes, language, group=sum(codes) % len(LANGUAGES) == LANGUAGES.index(language))
    assert text is not None  # `drawings` has those with a name alone
    return text


def load_captioned(variant: Variant, *, training: bool = True) -> DataSet:
    """Return the rows of `variant`: a picture's English row, then its Chinese one.

    training: else only the held-out part, which takes a tenth of the time to draw.

    Raises:
        UserError: a package is not installed.
    """
    codes = [one for one in drawings() if training or held_out(one)]
    path = _path(variant, "" if training else "held_out.")
    shapes = {"items": (len(codes), *variant.spec.shape)}
    pictures = drawn_once(path, variant.name, shapes, lambda: _draw(variant, codes))["items"]
    out = torch.tensor([held_out(one) for one in codes]).repeat_interleave(len(LANGUAGES))
    items, texts = pictures.repeat_interleave(len(LANGUAGES), 0), caption_rows(codes)
    return DataSet(
        variant.name,
        variant.spec,
        items[~out],
        held_out=Rows(items[out], sources=texts[out]),
        card=variant.card,
        sources=texts[~out],
    )


def caption_rows(codes: Sequence[openmoji.Codes]) -> Tensor:
    """Return the captions of drawings, int64 (2 N, length): English, Chinese, English, ..."""
    spec = captions.caption_tokens()
    texts = (caption_of(one, language) for one in codes for language in LANGUAGES)
    return torch.stack([captions.tokens_of(text, spec)[0] for text in texts])


def training_words() -> list[str]:
    """Return the words of all captions that are trained on, in order: what the list must have."""
    rows = (one for one in drawings() if not held_out(one))
    texts = (caption(one, language, group=True) for one in rows for language in LANGUAGES)
    return sorted({word for text in texts for word in captions.words_of(text or "")})


def _draw(variant: Variant, codes: Sequence[openmoji.Codes]) -> dict[str, Tensor]:
    pictures = [openmoji.render(openmoji.svg_of(one), variant.size) for one in codes]
    return {"items": torch.stack(pictures)}


def _path(variant: Variant, part: str = "") -> Path:
    return home() / "data" / "captioned" / f"{variant.name}.{part}{pairs.version()}.safetensors"
