"""Stacked MNIST: 1,000 modes that can be counted, for whoever wants to see modes collapse."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from gan_core.data.base import Card, DataSet, Rows
from gan_core.data.mnist import load_mnist
from gan_core.data.spec import Pictures
from gan_core.errors import N_

STACKED = Pictures(3, 28)
MODES = 1000
TRIPLES = {"train": 25_600, "held_out": 2_560}
_SEEDS = {"train": 2017, "held_out": 2018}
Portion = Literal["train", "held_out"]

STACKED_CARD = Card(
    N_("Stacked MNIST (1,000 modes)"),
    N_(
        "Three handwritten digits, drawn independently, one in each colour channel of a 28x28 "
        "picture: 10 x 10 x 10 = 1,000 kinds that are equally likely. Counting which of them a G "
        "makes shows mode collapse. 25,600 triples of the 4,500 digits of mnist to train on and "
        "2,560 of its 500 held-out digits; PacGAN draws 128,000. It has no labels: the kinds are "
        "there to be counted, not to be asked for."
    ),
    "https://arxiv.org/abs/1712.04086",
    "CC BY-SA 3.0",
    "https://creativecommons.org/licenses/by-sa/3.0/",
    "MNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, from NIST's data; "
    "stacking: L. Metz et al. 2017, Z. Lin et al. 2018 (PacGAN)",
)


def triples(part: Portion, digits: int) -> Tensor:
    """Return which of `digits` items each picture stacks, (N, 3), drawn with a fixed seed."""
    stream = torch.Generator().manual_seed(_SEEDS[part])
    return torch.randint(0, digits, (TRIPLES[part], 3), generator=stream)


def modes(part: Portion = "train") -> Tensor:
    """Return the kind of each picture, (N,): 100 x red + 10 x green + blue digit, 0 to 999.

    PacGAN (Lin et al. 2018, arXiv 1712.04086), the stacked MNIST experiments.
    """
    source = load_mnist()
    assert source.held_out is not None
    labels = source.labels if part == "train" else source.held_out.labels
    assert labels is not None
    return labels[triples(part, len(labels))] @ torch.tensor([100, 10, 1])


def load_stacked() -> DataSet:
    """Return the stacked digits: (25,600, 3, 28, 28) to train on, 2,560 held out, 66 MB in all.

    Always made of `mnist`, which is everywhere: of another source it would be other content
    under the same name.
    """
    source = load_mnist()
    assert source.held_out is not None
    items = source.items[triples("train", len(source.items)), 0]
    held_out = source.held_out.items[triples("held_out", len(source.held_out)), 0]
    return DataSet("stacked_mnist", STACKED, items, held_out=Rows(held_out), card=STACKED_CARD)
