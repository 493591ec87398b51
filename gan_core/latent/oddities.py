"""Pictures that are unusual on purpose: letters among digits, digits with scratches or spots."""

from __future__ import annotations

import string
from collections.abc import Callable

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.errors import N_, UserError, unknown

SCRATCHES, SPOTS = 2, 5


def ordinary(content: DataSet, n: int, seed: int = 0) -> Tensor:
    """Return `n` held-out pictures of a data set, uint8 (n, C, S, S), in random order.

    Raises:
        UserError: n is less than 1, or it has no held-out part of so many.
    """
    _refuse_none(n)
    held_out = content.held_out
    if held_out is None or len(held_out) < n:
        raise UserError(N_("{data} holds out fewer than {n} pictures."), data=content.name, n=n)
    stream = torch.Generator().manual_seed(seed)
    return held_out.items[torch.randperm(len(held_out), generator=stream)[:n]]


def oddities(kind: str, content: DataSet, n: int, seed: int = 0) -> Tensor:
    """Return `n` unusual pictures of the shape of the data set's own, uint8 (n, C, S, S).

    letters: capitals of Pillow's own font, each of another size and place. scratched, spotted:
    held-out pictures that `ordinary` does not return for as many and the same seed. digits,
    clothes: held-out ones of mnist and of fashion_mnist.

    Raises:
        UserError: n is less than 1, there is no such kind, or too few pictures are held out.
    """
    _refuse_none(n)
    if kind not in KINDS:
        raise unknown(N_("There is no oddity {name!r}. There are: {known}.{hint}"), kind, KINDS)
    if kind in DATA and _alike(content.name, DATA[kind]):
        raise UserError(N_("Among the pictures of {data} these are not odd."), data=content.name)
    return KINDS[kind](content, n, seed)


def _refuse_none(n: int) -> None:
    if n < 1:
        raise UserError(N_("There must be at least one picture of each kind, not {n}."), n=n)


def _letters(content: DataSet, n: int, seed: int) -> Tensor:
    channels, side = content.items.shape[1:3]
    random = np.random.default_rng(seed)
    pictures = []
    for number in range(n):
        image = Image.new("L", (side, side))
        font = ImageFont.load_default(round(side * random.uniform(0.65, 0.9)))
        letter = string.ascii_uppercase[number % 26]
        at = side / 2 + random.uniform(-0.06, 0.06, 2) * side
        ImageDraw.Draw(image).text(tuple(at), letter, 255, font, anchor="mm")
        pictures.append(torch.from_numpy(np.array(image)))
    return torch.stack(pictures)[:, None].expand(-1, channels, -1, -1).contiguous()


def _scratched(content: DataSet, n: int, seed: int) -> Tensor:
    return _marked(content, n, seed, _scratch)


def _spotted(content: DataSet, n: int, seed: int) -> Tensor:
    return _marked(content, n, seed, _spot)


def _scratch(draw: ImageDraw.ImageDraw, side: int, random: np.random.Generator) -> None:
    for _ in range(SCRATCHES):
        left, right = random.uniform(0, side, 2)
        draw.line([(0, left), (side, right)], 255, 1)


def _spot(draw: ImageDraw.ImageDraw, side: int, random: np.random.Generator) -> None:
    radius = side / 20
    for x, y in random.uniform(0, side, (SPOTS, 2)):
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], 255)


Mark = Callable[[ImageDraw.ImageDraw, int, np.random.Generator], None]


def _marked(content: DataSet, n: int, seed: int, mark: Mark) -> Tensor:
    """Return held-out pictures, others than the ordinary ones, with marks as bright as can be."""
    pictures, random = ordinary(content, 2 * n, seed)[n:].clone(), np.random.default_rng(seed)
    side = pictures.shape[2]
    for picture in pictures:
        image = Image.new("L", (side, side))
        mark(ImageDraw.Draw(image), side, random)
        bright = torch.from_numpy(np.array(image))
        picture.copy_(torch.maximum(picture, bright))
    return pictures


def _of_data(name: str) -> Callable[[DataSet, int, int], Tensor]:
    def others(content: DataSet, n: int, seed: int) -> Tensor:
        pictures = ordinary(data.load(name), n, seed)
        if pictures.shape[1:] != content.items.shape[1:]:
            raise UserError(N_("The pictures of {data} have another shape."), data=name)
        return pictures

    return others


DATA = {"digits": "mnist", "clothes": "fashion_mnist"}
"""Whose pictures are odd among others."""
KINDS: dict[str, Callable[[DataSet, int, int], Tensor]] = {
    "letters": _letters,
    "scratched": _scratched,
    "spotted": _spotted,
    **{kind: _of_data(name) for kind, name in DATA.items()},
}


def _alike(name: str, other: str) -> bool:
    return name.split("_")[0] == other.split("_")[0]  # mnist and mnist_full


def kinds_for(content: DataSet) -> list[str]:
    """Return the kinds that are odd among the pictures of a data set, and here."""

    def fits(name: str) -> bool:
        alike = _alike(content.name, name)
        return (
            not alike and data.is_here(name) and data.entry(name).spec.shape == content.spec.shape
        )

    return [kind for kind in KINDS if kind not in DATA or fits(DATA[kind])]
