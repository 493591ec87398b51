"""Squares that move to the right by two pixels a frame: films that the next frame is tried on."""

from __future__ import annotations

import torch

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Pictures

SIZE, PAST, AHEAD, TRAINING, HELD_OUT = 16, 3, 5, 40, 8
SPEC = Pictures(1, SIZE, source=Pictures(1, SIZE, frames=PAST))
CARD = Card("Films", "For tests.", "Ours.", "MIT", "https://opensource.org/license/mit", "Ours.")


def squares(count: int, seed: int) -> torch.Tensor:
    """Return uint8 (count, PAST + AHEAD, SIZE, SIZE); a square that leaves comes in again."""
    stream = torch.Generator().manual_seed(seed)
    films = torch.zeros(count, PAST + AHEAD, SIZE, SIZE, dtype=torch.uint8)
    for film in films:
        y, x = torch.randint(0, SIZE - 4, (2,), generator=stream).tolist()
        first = torch.zeros(SIZE, SIZE, dtype=torch.uint8)
        first[y : y + 4, x : x + 4] = int(torch.randint(128, 256, (1,), generator=stream))
        for at, frame in enumerate(film):
            frame.copy_(first.roll(2 * at, 1))
    return films


def windows(films: torch.Tensor) -> Rows:
    strips = torch.stack([films[:, at : at + PAST + 1] for at in range(AHEAD)], 1).flatten(0, 1)
    return Rows(strips[:, PAST:].clone(), sources=strips[:, :PAST].clone())


def load() -> DataSet:
    training, held_out = windows(squares(TRAINING, 1)), windows(squares(HELD_OUT, 2))
    return DataSet(
        "films", SPEC, training.items, sources=training.sources, held_out=held_out, card=CARD
    )


ENTRY = Entry("films", SPEC, CARD, load)
