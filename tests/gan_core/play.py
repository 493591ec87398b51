"""Playing a game in a test: fresh, cut at any event, and resumed in another game."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.events import Event
from gan_core.files.weights import Tensors
from gan_core.game import Game, Stage
from gan_core.runs.state import capture, restore, state_hash
from gan_core.train import Progress, train

Make = Callable[[int], tuple[Game, Sequence[Stage], DataSet]]
SEED = 11


@dataclass
class Play:
    game: Game
    stages: Sequence[Stage]
    feed: Feed
    progress: Progress = field(default_factory=Progress)

    def rounds(self, until: int | None = None) -> Iterator[Event]:
        return train(self.game, self.stages, self.feed, self.progress, until)

    def advance(self, until: int | None = None) -> Play:
        for event in self.rounds(until):
            stir(event.step)
        return self

    @property
    def hash(self) -> str:
        return state_hash(self.game, self.feed, self.progress)


@dataclass(frozen=True)
class Snapshot:
    step: int
    tensors: Tensors
    document: dict[str, Any]


def fresh(make: Make, seed: int = SEED) -> Play:
    game, stages, data = make(seed)
    return Play(game, stages, Feed(data, game.rng))


def stir(number: int) -> None:
    """Disturb torch's process-wide generator, as another run in this process would."""
    torch.manual_seed(number)
    torch.rand(number % 5 + 1)


def snapshot(play: Play) -> Snapshot:
    tensors, document = capture(play.game, play.feed, play.progress)
    return Snapshot(play.progress.step, {k: v.clone() for k, v in tensors.items()}, document)


def snapshots(play: Play, until: int) -> list[Snapshot]:
    """Play to the end and return the state at the start and at every event on the way."""
    taken = [snapshot(play)]
    for event in play.rounds(until):
        stir(event.step)
        taken.append(snapshot(play))
    return taken


def resumed(make: Make, tensors: Tensors, document: dict[str, Any]) -> Play:
    play = fresh(make)
    restore(play.game, play.feed, play.progress, tensors, document)
    return play
