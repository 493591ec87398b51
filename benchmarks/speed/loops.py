"""The two loops that are held against each other, on the same networks, batch and data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from benchmarks.speed.plain import LabelledPictures, Plain, rounds
from gan_core import data, recipes
from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.rng import Rng
from gan_core.train import Progress, train


@dataclass(frozen=True)
class Case:
    """A recipe's preset, trained by both loops."""

    recipe: str
    preset: str

    @property
    def name(self) -> str:
        """Return what the table calls it."""
        return f"{self.recipe}, {self.preset}"

    def settings(self, **changes: object) -> Any:
        """Return the preset's settings with fakes shared, as the tutorials share them."""
        return recipes.get(self.recipe).preset(self.preset, {"fakes": "shared", **changes})


@dataclass(frozen=True)
class Way:
    """How a loop is run: torch's threads, and the loader's workers or the precision."""

    threads: int
    workers: int = 0
    precision: str = "float32"


@dataclass
class Loop:
    """Rounds without end; `g` is what they train."""

    steps: Iterator[object]
    g: nn.Module
    batch: int


def ours(case: Case, way: Way, content: DataSet, seed: int = 0) -> Loop:
    """Return our loop."""
    settings = case.settings(precision=way.precision)
    design, rng = Design(recipes.get(case.recipe), settings, content.spec), Rng(seed)
    game, stages = design.game(rng), design.stages(len(content))
    steps = train(game, stages, Feed(content, rng), Progress(), until=10**9)
    return Loop(steps, game.net("G"), settings.batch)


def tutorial(case: Case, way: Way, content: DataSet, seed: int = 0) -> Loop:
    """Return the tutorials' loop on the same networks, in torch's default layout."""
    settings = case.settings()
    game = recipes.get(case.recipe).make(settings, content.spec, Rng(seed))
    g, d = (game.net(name).to(memory_format=torch.contiguous_format) for name in ("G", "D"))
    torch.manual_seed(seed)
    assert content.labels is not None
    betas = (settings.beta1, settings.beta2)
    plain = Plain(g, d, settings.latent, settings.lr, betas, settings.batch, way.workers)
    return Loop(rounds(plain, LabelledPictures(content.items, content.labels)), g, settings.batch)


def pictures() -> DataSet:
    """Return the digits that the project ships."""
    return data.load("mnist")
