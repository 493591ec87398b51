"""Made-up data for the other worked recipes: two domains, captions, sentences."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from gan_core.data.base import Card, DataSet, Entry, Rows
from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.data.synthetic import blobs
from tests.gan_core.recipes import films
from tests.gan_core.recipes.worked import pairs

SIZE, COUNT, HELD_OUT = 16, 200, 40
CARD = Card("Made up", "For tests.", "Ours.", "MIT", "https://opensource.org/license/mit", "Ours.")
WORDS = ("a", "square", "top", "middle", "bottom", "left", "centre", "right")


def squares() -> DataSet:
    return blobs(size=SIZE, count=COUNT + HELD_OUT, classes=9)


def split(name: str, spec: Spec, whole: Rows) -> DataSet:
    parts = dict(whole.parts())
    train = {key: value[: COUNT if key != "other" else COUNT // 2] for key, value in parts.items()}
    rest = {key: value[len(train[key]) :] for key, value in parts.items()}
    return DataSet(name, spec, **train, held_out=Rows(**rest), card=CARD)


def domains() -> DataSet:
    """White squares on black and, in no order, black ones on grey."""
    whole = squares()
    other = (255 - whole.items // 2).flip(0)
    spec = replace(whole.spec, other=Pictures(1, SIZE))
    return split("domains", spec, Rows(whole.items, whole.labels, other=other))


def captions() -> DataSet:
    """Squares with a sentence that says where they are."""
    whole = squares()
    assert whole.labels is not None
    text = torch.stack([_caption(int(label)) for label in whole.labels])
    spec = replace(whole.spec, source=Tokens(4, WORDS))
    return split("captions", spec, Rows(whole.items, whole.labels, sources=text))


def _caption(label: int) -> Tensor:
    return torch.tensor([0, 1, 2 + label // 3, 5 + label % 3])


def sentences() -> DataSet:
    """Each letter is the one before plus one or two, modulo the alphabet."""
    stream = torch.Generator().manual_seed(5)
    steps = torch.randint(1, 3, (COUNT + HELD_OUT, 6), generator=stream)
    return split("sentences", Tokens(6, tuple("abcde"), joint=""), Rows(steps.cumsum(1) % 5))


ENTRIES = {
    pairs.ENTRY.name: pairs.ENTRY,
    films.ENTRY.name: films.ENTRY,
    **{
        content.name: Entry(content.name, content.spec, CARD, load)
        for content, load in ((load(), load) for load in (domains, captions, sentences))
    },
}
