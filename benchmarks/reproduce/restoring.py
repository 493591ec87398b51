"""What the experiments on restored pictures share: training by stages, and scores of any answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from benchmarks.reproduce import adapters
from benchmarks.reproduce.experiment import Numbers
from gan_core import recipes
from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.events import Stepped
from gan_core.game import Game
from gan_core.metrics.nearness import psnr, ssim
from gan_core.metrics.score import measure_of
from gan_core.metrics.subject import Subject
from gan_core.model import Model, model_of
from gan_core.questions import Question, question
from gan_core.rng import Rng
from gan_core.train import Progress, train

DATA, QUESTIONS, ITEMS_SEED = "mnist", 500, 1
"""What is restored: all 500 held-out digits of the package, degraded by this seed."""


@dataclass(frozen=True)
class Restoring:
    """One recipe that restores digits, in training."""

    design: Design
    content: DataSet
    game: Game

    @property
    def query(self) -> Question:
        """Return the held-out digits, degraded, and what would be right."""
        return question(self.design, self.content, QUESTIONS, ITEMS_SEED)

    def model(self) -> Model:
        """Return the model as it is now, by its EMA where it has one."""
        return model_of(self.game, self.design, 0, raw=False)

    def answers(self) -> Tensor:
        """Return what it makes of the held-out digits."""
        return self.model().answer(self.query.request)

    def played(self, until: int) -> Iterator[int]:
        """Play and yield the number of each round that was played."""
        stages = self.design.stages(len(self.content))
        feed = Feed(self.content, self.game.rng)
        for event in train(self.game, stages, feed, Progress(), until):
            if isinstance(event, Stepped):
                yield event.step


def restoring(name: str, seed: int, data: str = DATA, **changes: object) -> Restoring:
    """Return the recipe's preset `fast` with `changes`, on the digits that come with the package.

    Raises:
        NotThere: they are not here.
    """
    content, recipe = adapters.load(data), recipes.get(name)
    design = Design(recipe, recipe.preset("fast", changes), content.spec)
    return Restoring(design, content, design.game(Rng(seed)))


def nearness(pictures: Tensor, truth: Tensor, prefix: str) -> Numbers:
    """Return mean PSNR and SSIM of pictures in [-1, 1], and FD to real digits with its floor."""
    subject = Subject(pictures, DATA, adapters.load(DATA).spec)
    measure = measure_of("fd")
    assert measure is not None
    fd = measure.take(subject)
    assert isinstance(fd.value, float) and isinstance(fd.floor, float)
    return {
        f"{prefix}psnr": float(psnr(pictures, truth).clamp_max(100).mean()),
        f"{prefix}ssim": float(ssim(pictures, truth).mean()),
        f"{prefix}fd": fd.value,
        f"{prefix}fd_floor": fd.floor,
    }


def there(value: Tensor | None) -> Tensor:
    """Return a tensor that the question has."""
    assert value is not None
    return torch.as_tensor(value)
