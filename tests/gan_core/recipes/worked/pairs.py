"""Squares, and the outline that belongs to each: pairs that pix2pix is tried on."""

from __future__ import annotations

import torch
from torch.nn.functional import max_pool2d

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import blobs

SPEC = Pictures(channels=1, size=16, source=Pictures(channels=1, size=16))
HELD_OUT = 40
CARD = Card(
    title="Outlines",
    about="Squares, and the outline of each.",
    source="Drawn by a program.",
    licence="MIT",
    licence_url="https://opensource.org/license/mit",
    attribution="Ours.",
)


def load() -> DataSet:
    """Return 200 pairs to learn from, and 40 that are never trained on."""
    squares = blobs(size=SPEC.size, count=200 + HELD_OUT, classes=9).items
    lit = (squares > 0).float()
    outlines = ((max_pool2d(lit, 3, 1, 1) - lit) * 255).to(torch.uint8)
    held_out = Rows(squares[:HELD_OUT], sources=outlines[:HELD_OUT])
    return DataSet(
        "pairs", SPEC, squares[HELD_OUT:], sources=outlines[HELD_OUT:], held_out=held_out, card=CARD
    )


ENTRY = Entry("pairs", SPEC, CARD, load)
