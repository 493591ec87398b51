"""Two kinds of emoji without pairs: in colour and as outlines, OpenMoji's and another font's.

Half of the concepts are trained on as items and the other half as the second domain, so nobody sees
both sides of one. Of those held out both sides are known, to score with: `sources` beside `other`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data import emoji_font, openmoji, pairs
from gan_core.data.base import PICTURE_SIZES, Card, DataSet, Entry, Rows
from gan_core.data.drawn import drawn_once
from gan_core.data.spec import Pictures, Spec
from gan_core.data.tasks import Task
from gan_core.errors import N_
from gan_core.files.places import home

DEFAULT_SIZE = 32
_DRAWING = 1  # raise it when drawing changes: kept pictures of another drawing are not used
_VARIATION = 0xFE0F
_FIRST_SIGN = 0xA9
"""Digits come before it, which fonts draw in black as a text."""


def _outline(codes: openmoji.Codes, size: int) -> Tensor:
    return pairs.outline(codes, size)


def _single(codes: openmoji.Codes) -> int | None:
    """Return the one character that a drawing is of; None: several, which fonts join or not."""
    plain = [code for code in codes if code != _VARIATION]
    return plain[0] if len(plain) == 1 and plain[0] >= _FIRST_SIGN else None


def _glyphs(codes: Sequence[openmoji.Codes], size: int) -> list[Tensor | None]:
    glyphs = emoji_font.Glyphs()
    return [glyphs.picture(_single(one) or 0, size) for one in codes]


@dataclass(frozen=True)
class Domains:
    """A second kind of pictures beside OpenMoji's in colour.

    channels: of the second kind. draw: its pictures of drawings at a size, None where it has none.
    takes: which drawings are tried. here: whether both can be drawn. stamp: what else than our own
    drawings they follow from. task: what one draws by hand to be translated, if it is one of ours.
    """

    name: str
    title: str
    about: str
    channels: int
    draw: Callable[[Sequence[openmoji.Codes], int], list[Tensor | None]]
    takes: Callable[[openmoji.Codes], bool] = lambda codes: True
    here: Callable[[], bool] = openmoji.here
    stamp: Callable[[], str] = lambda: ""
    licence: str = "CC BY-SA 4.0"
    attribution: str = ""
    task: Task | None = None


DOMAINS: Mapping[str, Domains] = {
    domains.name: domains
    for domains in (
        Domains(
            "outlines_unpaired",
            N_("Emoji and outlines, without pairs"),
            N_(
                "Emoji in colour and, of other emoji, the black strokes of their drawings. Which "
                "belong together is known only of those held out."
            ),
            1,
            lambda codes, size: [_outline(one, size) for one in codes],
            task=pairs.TASKS["outlines"],
        ),
        Domains(
            "emoji_styles",
            N_("Emoji in two styles, without pairs"),
            N_(
                "OpenMoji's emoji and, of other emoji, those of the font that this machine has: "
                "Noto, Segoe or Apple. Which belong together is known only of those held out."
            ),
            3,
            _glyphs,
            takes=lambda codes: _single(codes) is not None,
            here=lambda: openmoji.here() and emoji_font.here(),
            stamp=emoji_font.stamp,
            licence="CC BY-SA 4.0, and the font's own (Noto Color Emoji: OFL 1.1)",
            attribution="; the other style: the emoji font of the machine that drew them "
            "(Noto Color Emoji: Copyright Google Inc., SIL Open Font License 1.1)",
        ),
    )
}


@dataclass(frozen=True)
class Variant:
    """Which two kinds, and at which size, one of PICTURE_SIZES."""

    domains: Domains
    size: int = DEFAULT_SIZE

    @property
    def name(self) -> str:
        """Return the data set's name; each variant has one."""
        name = self.domains.name
        return name if self.size == DEFAULT_SIZE else f"{name}-{self.size}"

    @property
    def spec(self) -> Spec:
        """Return what both kinds are."""
        return Pictures(3, self.size, other=Pictures(self.domains.channels, self.size))

    @property
    def card(self) -> Card:
        """Return what is said of it."""
        openmojis = pairs.Variant(pairs.TASKS["outlines"]).card
        return Card(
            self.domains.title,
            self.domains.about,
            openmojis.source,
            self.domains.licence,
            openmojis.licence_url,
            openmojis.attribution + self.domains.attribution,
        )


VARIANTS = {
    v.name: v
    for v in (Variant(kinds, size) for kinds in DOMAINS.values() for size in PICTURE_SIZES)
}


def entry(variant: Variant) -> Entry:
    """Return how the data set of `variant` is asked for."""
    return Entry(
        variant.name,
        variant.spec,
        variant.card,
        lambda: load_unpaired(variant),
        variant.domains.here,
        ready=lambda: variant.domains.here() and _path(variant).is_file(),
        only_held_out=lambda: load_unpaired(variant, training=False),
    )


def names() -> list[str]:
    """Return the names of the variants that were drawn on this machine before."""
    return [name for name, one in VARIANTS.items() if one.domains.here() and _path(one).is_file()]


def load_unpaired(variant: Variant, *, training: bool = True) -> DataSet:
    """Return the two kinds of `variant`, drawn once and then kept.

    training: else only the held-out part, which takes a tenth of the time to draw.

    Raises:
        UserError: the packages with the drawings are not installed, or there is no font.
    """
    takes = variant.domains.takes
    codes = [
        one for one in openmoji.drawings() if takes(one) and (training or openmoji.held_out(one))
    ]
    shapes = {
        "items": (len(codes), *variant.spec.shape),
        "other": (len(codes), variant.domains.channels, variant.size, variant.size),
        "whole": (len(codes),),
    }
    path = _path(variant, "" if training else "held_out.")
    pictures = drawn_once(path, variant.name, shapes, lambda: _draw(variant, codes))
    items, other = pictures["items"], pictures["other"]
    whole = pictures["whole"].bool()
    out = torch.tensor([openmoji.held_out(one) for one in codes])
    first = torch.tensor([is_item(one) for one in codes])
    partners = other[whole & out]
    return DataSet(
        variant.name,
        variant.spec,
        items[whole & ~out & first],
        held_out=Rows(items[whole & out], sources=partners, other=partners),
        card=variant.card,
        other=other[whole & ~out & ~first],
    )


def is_item(codes: openmoji.Codes) -> bool:
    """True for the half of all concepts that is trained on as items; else as the second kind."""
    digest = hashlib.sha256(repr(openmoji.concept(codes)).encode()).digest()
    return digest[0] % 2 == 0


def _draw(variant: Variant, codes: Sequence[openmoji.Codes]) -> Mapping[str, Tensor]:
    others = variant.domains.draw(codes, variant.size)
    shape = (variant.domains.channels, variant.size, variant.size)
    nothing = torch.full(shape, 255, dtype=torch.uint8)
    return {
        "items": torch.stack(
            [openmoji.render(openmoji.svg_of(one), variant.size) for one in codes]
        ),
        "other": torch.stack([nothing if one is None else one for one in others]),
        "whole": torch.tensor([one is not None for one in others], dtype=torch.uint8),
    }


def _path(variant: Variant, part: str = "") -> Path:
    version = hashlib.sha256(bytes([_DRAWING]))
    version.update(f"{pairs.version()} {variant.domains.stamp()}".encode())
    digits = version.hexdigest()[:8]
    return home() / "data" / "unpaired" / f"{variant.name}.{part}{digits}.safetensors"
