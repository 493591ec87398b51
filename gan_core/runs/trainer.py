"""A design in training: its game, where the loop stands, and the loop; of a run as of a lab."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.events import Event
from gan_core.files.weights import Tensors
from gan_core.game import Stage
from gan_core.rng import Rng
from gan_core.runs.changing import put_in_force
from gan_core.runs.state import capture, restore, state_hash
from gan_core.train import Progress, train

ENDLESS = 10**12
"""More rounds than anybody plays."""


class Trainer:
    """Everything that the next round depends on, and the rounds.

    design: what is trained, with the settings in force. game, feed, progress: the whole state.
    stages: what is played from the next call of `play` on.
    """

    def __init__(self, design: Design, data: DataSet, seed: int = 0, device: str = "cpu") -> None:
        """Build the game; `data` lie on `device`.

        Raises:
            UserError: the recipe cannot learn from such data.
        """
        rng = Rng(seed, device)
        self.design, self.data = design, data
        self.game = design.game(rng)
        self.feed = Feed(data, rng)
        self.progress = Progress()
        self.stages = design.stages(len(data))

    @property
    def step(self) -> int:
        """Return the rounds done."""
        return self.progress.step

    @property
    def stage(self) -> Stage:
        """Return the stage that is played."""
        return self.stages[self.progress.stage]

    def play(
        self,
        until: int | None = None,
        *,
        each_move: bool = False,
        stages: Sequence[Stage] | None = None,
    ) -> Iterator[Event]:
        """Return the events from here on, made as they are asked for: see `gan_core.train.train`.

        stages: in the place of the design's own.
        """
        plan = self.stages if stages is None else stages
        return train(self.game, plan, self.feed, self.progress, until, each_move=each_move)

    def change(self, after: Design) -> None:
        """Put other settings into force between two rounds; optimizers keep their memory.

        What `play` returned before would go on with the old stages: call it again.

        Raises:
            UserError: a rate cannot change that far at once; nothing has changed then.
        """
        put_in_force(self.game, self.design, after)
        self.design, self.stages = after, after.stages(len(self.data))

    def capture(self) -> tuple[Tensors, dict[str, Any]]:
        """Return (tensors, document) of the whole state; the tensors are the game's own."""
        return capture(self.game, self.feed, self.progress)

    def hash(self) -> str:
        """Return SHA-256 over the whole state: equal hashes mean equal futures."""
        return state_hash(self.game, self.feed, self.progress)

    def restore(self, tensors: Mapping[str, Tensor], document: Any) -> None:
        """Go on from a captured state, in a trainer that has not played yet.

        Raises:
            CheckpointError: the state does not fit the game.
        """
        restore(self.game, self.feed, self.progress, tensors, document)


def not_finite(readings: Mapping[str, float]) -> str | None:
    """Return the first reading that is no finite number any more, None where all are."""
    return next((key for key, value in readings.items() if not math.isfinite(value)), None)
