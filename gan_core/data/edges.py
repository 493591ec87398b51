"""Edges of clothes, each with the piece of clothing that it is of: Fashion-MNIST as pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_core.data import mnist
from gan_core.data.base import DataSet, Entry, Rows
from gan_core.data.drawn import drawn_once
from gan_core.data.spec import Pictures
from gan_core.data.tasks import Task
from gan_core.errors import N_
from gan_core.files.places import home

TASK = Task(
    "fashion_edges",
    N_("Clothes from their edges"),
    N_("12,000 pieces of clothing in grey, each with its edges as black strokes."),
    1,
    ink=True,
)
COUNT, HELD_OUT = 12_000, 1_000
"""How many of the training and of the test pictures are used: finding edges takes time."""
SIGMA, LOW, HIGH = 0.8, 0.08, 0.2
"""Canny's blur in pixels, and his two thresholds of the gradient of pictures in [0, 1]."""
SPEC = Pictures(1, 28, source=Pictures(1, 28))
CARD = replace(mnist.FASHION_CARD, title=TASK.title, about=TASK.about)


def edges(pictures: Tensor) -> Tensor:
    """Return the edges of pictures uint8 (N, 1, H, W), black on white, of the same shape.

    Canny 1986, IEEE TPAMI 8(6), as scikit-image has it.
    """
    from skimage.feature import canny

    thresholds = {"low_threshold": LOW, "high_threshold": HIGH}
    lines = [
        canny(one / 255.0, sigma=SIGMA, **thresholds)  # type: ignore[no-untyped-call]
        for one in pictures[:, 0].numpy()
    ]
    return torch.from_numpy(np.where(np.stack(lines), 0, 255).astype(np.uint8))[:, None]


def load_edges() -> DataSet:
    """Return Fashion-MNIST with the edges of each picture, found once and then kept.

    Raises:
        UserError: Fashion-MNIST is not on this machine.
    """
    whole = mnist.load_fashion()
    assert whole.held_out is not None  # it has 10,000
    items, held_out = whole.items[:COUNT], whole.held_out.items[:HELD_OUT]
    shapes = {"training": tuple(items.shape), "held_out": tuple(held_out.shape)}

    def draw() -> Mapping[str, Tensor]:
        return {"training": edges(items), "held_out": edges(held_out)}

    path = _path(whole.content_hash[:8])
    sources = drawn_once(path, TASK.name, shapes, draw)
    return DataSet(
        TASK.name,
        SPEC,
        items,
        held_out=Rows(held_out, sources=sources["held_out"]),
        card=CARD,
        sources=sources["training"],
    )


def _path(version: str) -> Path:
    return home() / "data" / "pairs" / f"{TASK.name}.{version}.safetensors"


def is_ready() -> bool:
    """True where the edges were found before."""
    return mnist.fashion_is_here() and any(_path("*").parent.glob(_path("*").name))


ENTRY = Entry(TASK.name, SPEC, CARD, load_edges, mnist.fashion_is_here, is_ready)
