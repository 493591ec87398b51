"""Made-up data for the worked recipes: pairs, two domains, captions, sentences."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.data.synthetic import blobs

SIZE, COUNT, HELD = 16, 200, 40
CARD = Card("Made up", "For tests.", "Ours.", "MIT", "https://opensource.org/license/mit", "Ours.")
WORDS = ("a", "square", "top", "middle", "bottom", "left", "centre", "right")


def squares() -> DataSet:
    return blobs(size=SIZE, count=COUNT + HELD, classes=9)


def split(name: str, spec: Spec, whole: Rows) -> DataSet:
    parts = dict(whole.parts())
    train = {key: value[: COUNT if key != "other" else COUNT // 2] for key, value in parts.items()}
    rest = {key: value[len(train[key]) :] for key, value in parts.items()}
    return DataSet(name, spec, **train, held_out=Rows(**rest), card=CARD)


def pairs() -> DataSet:
    """Outlines, and the squares that belong to them."""
    made = squares()
    lit = (made.items > 0).float()
    outline = ((max_pool2d(lit, 3, 1, 1) - lit) * 255).to(torch.uint8)
    spec = replace(made.spec, source=Pictures(1, SIZE))
    return split("pairs", spec, Rows(made.items, made.labels, sources=outline))


def domains() -> DataSet:
    """White squares on black and, in no order, black ones on grey."""
    made = squares()
    other = (255 - made.items // 2).flip(0)
    spec = replace(made.spec, other=Pictures(1, SIZE))
    return split("domains", spec, Rows(made.items, made.labels, other=other))


def captions() -> DataSet:
    """Squares with a sentence that says where they are."""
    made = squares()
    assert made.labels is not None
    text = torch.stack([_caption(int(label)) for label in made.labels])
    spec = replace(made.spec, source=Tokens(4, WORDS))
    return split("captions", spec, Rows(made.items, made.labels, sources=text))


def _caption(label: int) -> Tensor:
    return torch.tensor([0, 1, 2 + label // 3, 5 + label % 3])


def sentences() -> DataSet:
    """Each letter is the one before plus one or two, modulo the alphabet."""
    stream = torch.Generator().manual_seed(5)
    steps = torch.randint(1, 3, (COUNT + HELD, 6), generator=stream)
    return split("sentences", Tokens(6, tuple("abcde"), joint=""), Rows(steps.cumsum(1) % 5))


ENTRIES = {
    made.name: Entry(made.name, made.spec, CARD, load)
    for made, load in ((load(), load) for load in (pairs, domains, captions, sentences))
}
