"""Pairs of pictures: OpenMoji's drawings in colour, each with what it is to be made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data import emoji, openmoji
from gan_core.data.base import PICTURE_SIZES, Card, DataSet, Entry, Rows
from gan_core.data.drawn import drawn_once
from gan_core.data.regions import MEANINGS, regions, snapped
from gan_core.data.spec import Pictures, Spec
from gan_core.data.tasks import Task
from gan_core.errors import N_
from gan_core.files.places import home

DEFAULT_SIZE = 32
_DRAWING = 3  # raise it when drawing changes: kept pictures of another drawing are not used


Draw = Callable[[openmoji.Codes, int], Tensor]
"""How the source of a drawing is drawn at a size: uint8 (C, S, S)."""


def outline(codes: openmoji.Codes, size: int) -> Tensor:
    """Return the black strokes of a drawing, uint8 (1, size, size)."""
    return openmoji.render(openmoji.svg_of(codes), size, openmoji.HIDE_FILLS)[:1].clone()


def _grey(codes: openmoji.Codes, size: int) -> Tensor:
    return grey(openmoji.render(openmoji.svg_of(codes), size))


def grey(picture: Tensor) -> Tensor:
    """Return the brightness of a picture in colour, uint8 (1, H, W) (ITU-R BT.601)."""
    red, green, blue = picture.float()
    brightness: Tensor = 0.299 * red + 0.587 * green + 0.114 * blue
    return brightness.round().to(torch.uint8)[None]


TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        Task(
            "outlines",
            N_("Emoji from their outlines"),
            N_("3,781 emoji in colour, each with the black strokes of its drawing."),
            1,
            ink=True,
        ),
        Task(
            "greys",
            N_("Emoji from their grey pictures"),
            N_("3,781 emoji in colour, each with the same picture in grey."),
            1,
        ),
        Task(
            "regions",
            N_("Emoji from maps of their regions"),
            N_(
                "3,781 emoji in colour, each with a map that says of every region what it is: "
                "skin, hair, leaf, metal and ten more."
            ),
            3,
            tidy=snapped,
            meanings=MEANINGS,
        ),
    )
}


_SOURCES: Mapping[str, Draw] = {"outlines": outline, "greys": _grey, "regions": regions}


@dataclass(frozen=True)
class Variant:
    """Which pairs, and at which size, one of PICTURE_SIZES."""

    task: Task
    size: int = DEFAULT_SIZE

    @property
    def name(self) -> str:
        """Return the data set's name; each variant has one."""
        return self.task.name if self.size == DEFAULT_SIZE else f"{self.task.name}-{self.size}"

    @property
    def spec(self) -> Spec:
        """Return what the items are and what they come with."""
        return Pictures(3, self.size, source=Pictures(self.task.channels, self.size))

    @property
    def card(self) -> Card:
        """Return what is said of it."""
        return Card(
            self.task.title,
            self.task.about,
            "https://openmoji.org",
            "CC BY-SA 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            "All emojis designed by OpenMoji – the open-source emoji and icon project. "
            "License: CC BY-SA 4.0; drawn as small pictures by us",
        )


VARIANTS = {v.name: v for v in (Variant(t, size) for t in TASKS.values() for size in PICTURE_SIZES)}


def entry(variant: Variant) -> Entry:
    """Return how the data set of `variant` is asked for."""
    return Entry(
        variant.name,
        variant.spec,
        variant.card,
        lambda: load_pairs(variant),
        openmoji.here,
        ready=lambda: openmoji.here() and _path(variant).is_file(),
        only_held_out=lambda: load_pairs(variant, training=False),
    )


def names() -> list[str]:
    """Return the names of the variants that were drawn on this machine before."""
    if not openmoji.here():
        return []
    return [name for name, variant in VARIANTS.items() if _path(variant).is_file()]


def load_pairs(variant: Variant, *, training: bool = True) -> DataSet:
    """Return the pairs of `variant`, drawn once and then kept; whole concepts are held out.

    training: else only the held-out part, which takes a tenth of the time to draw.

    Raises:
        UserError: the packages with the drawings are not installed.
    """
    codes = [one for one in openmoji.drawings() if training or openmoji.held_out(one)]
    shapes = {
        "items": (len(codes), *variant.spec.shape),
        "sources": (len(codes), variant.task.channels, variant.size, variant.size),
    }
    path = _path(variant, "" if training else "held_out.")
    pictures = drawn_once(path, variant.name, shapes, lambda: _draw(variant, codes))
    items, sources = pictures["items"], pictures["sources"]
    out = torch.tensor([openmoji.held_out(one) for one in codes])
    return DataSet(
        variant.name,
        variant.spec,
        items[~out],
        held_out=Rows(items[out], sources=sources[out]),
        card=variant.card,
        sources=sources[~out],
    )


def labelled(variant: Variant) -> DataSet:
    """Return the pictures of `variant` with Unicode's groups as labels, for a classifier.

    A data set of its own, of another content hash.

    Raises:
        UserError: the packages with the drawings are not installed.
    """
    content = load_pairs(variant)
    groups = [(openmoji.held_out(one), emoji.group_of(one)) for one in openmoji.drawings()]
    labels, test = (torch.tensor([g for out, g in groups if out is part]) for part in (False, True))
    assert content.held_out is not None
    return DataSet(
        f"{variant.name} by group",
        Pictures(3, variant.size, classes=tuple(emoji.LABELS.values())),
        content.items,
        labels,
        replace(content.held_out, labels=test, sources=None),
        content.card,
    )


def _draw(variant: Variant, names: Sequence[openmoji.Codes]) -> Mapping[str, Tensor]:
    items, sources = [], []
    for codes in names:
        items.append(openmoji.render(openmoji.svg_of(codes), variant.size))
        sources.append(_SOURCES[variant.task.name](codes, variant.size))
    return {"items": torch.stack(items), "sources": torch.stack(sources)}


def _path(variant: Variant, part: str = "") -> Path:
    return home() / "data" / "pairs" / f"{variant.name}.{part}{version()}.safetensors"


@lru_cache(maxsize=1)
def version() -> str:
    """Return eight hex digits that stand for the drawings and for how we draw them."""
    digest = hashlib.sha256(bytes([_DRAWING]))
    for codes in openmoji.drawings():
        digest.update(openmoji.svg_of(codes).encode())
    return digest.hexdigest()[:8]
