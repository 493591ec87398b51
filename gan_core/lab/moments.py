"""The moments of a lab that one can go back to: whole states in memory, thinned as it plays on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan_core.data.feed import Feed
from gan_core.game import Game
from gan_core.recipes.points import Settings
from gan_core.runs.state import Tensors, capture
from gan_core.train import Progress

BUDGET_BYTES = 16 * 2**20
FEWEST, MOST = 12, 64
RECENT = 8
"""So many single rounds before the newest moment can be taken back one by one."""


@dataclass(frozen=True)
class Moment:
    """The whole state after `step` rounds and the settings that were in force."""

    step: int
    tensors: Tensors
    document: dict[str, Any]
    params: Settings

    @property
    def size(self) -> int:
        """Return its bytes in memory."""
        return sum(tensor.nbytes for tensor in self.tensors.values())


def moment_of(game: Game, feed: Feed, progress: Progress, params: Settings) -> Moment:
    """Return the present state, sharing nothing with the game."""
    tensors, document = capture(game, feed, progress)
    copied = {key: value.detach().clone() for key, value in tensors.items()}
    groups = {name: [dict(group) for group in groups] for name, groups in document["opt"].items()}
    return Moment(progress.step, copied, {**document, "opt": groups}, params)


class Moments:
    """Kept moments by step: every `spacing`-th, which doubles when the budget is spent."""

    def __init__(self) -> None:
        self._kept: dict[int, Moment] = {}
        self._recent: list[int] = []
        self.spacing = 1

    @property
    def steps(self) -> list[int]:
        """Return the steps that one can go back to, ascending."""
        return sorted(self._kept)

    def __getitem__(self, step: int) -> Moment:
        return self._kept[step]

    def wants(self, step: int) -> bool:
        """Whether a playing lab keeps this step."""
        return step % self.spacing == 0

    def keep(self, moment: Moment, *, recent: bool = False) -> None:
        """Keep a moment; a `recent` one (a single step) only until a few others followed it."""
        self._kept[moment.step] = moment
        if recent:
            self._recent = [*(s for s in self._recent if s != moment.step), moment.step]
        for step in self._recent[:-RECENT]:
            self._forget(step)
        self._recent = self._recent[-RECENT:]
        most = min(MOST, max(FEWEST, BUDGET_BYTES // max(1, moment.size)))
        while len(self._kept) > most + RECENT:
            self.spacing *= 2
            for step in [s for s in self._kept if s % self.spacing and s not in self._recent]:
                del self._kept[step]

    def until(self, step: int) -> Moments:
        """Return the moments up to `step`; the moments themselves are shared."""
        part = Moments()
        part._kept = {key: value for key, value in self._kept.items() if key <= step}
        part._recent = [key for key in self._recent if key <= step]
        part.spacing = self.spacing
        return part

    def _forget(self, step: int) -> None:
        if step % self.spacing:
            self._kept.pop(step, None)
