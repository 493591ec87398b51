"""States of a lab that one can go back to: kept in memory, thinned as it plays on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan_core.files.weights import Tensors
from gan_core.recipes.points import Settings
from gan_core.runs.trainer import Trainer

BUDGET_BYTES = 16 * 2**20
"""What a branch's snapshots may take, unless the fewest take more."""
FEWEST, MOST = 4, 64
RECENT = 8
"""So many single snapshots, where the budget holds them, stay between the evenly spaced ones."""


@dataclass(frozen=True)
class Snapshot:
    """The whole state after `step` rounds and the settings that were in force."""

    step: int
    tensors: Tensors
    document: dict[str, Any]
    settings: Settings

    @property
    def size(self) -> int:
        """Return its bytes in memory."""
        return sum(tensor.nbytes for tensor in self.tensors.values())


def snapshot_of(trainer: Trainer, settings: Settings) -> Snapshot:
    """Return the present state, sharing nothing with the game."""
    tensors, document = trainer.capture()
    copied = {key: value.detach().clone() for key, value in tensors.items()}
    groups = {name: [dict(group) for group in groups] for name, groups in document["opt"].items()}
    return Snapshot(trainer.step, copied, {**document, "opt": groups}, settings)


class Snapshots:
    """Kept snapshots by step: every `spacing`-th, which doubles when the budget is spent.

    Besides these: the first, the newest and a few single ones that were asked for lately.
    """

    def __init__(self) -> None:
        self._by_step: dict[int, Snapshot] = {}
        self._recent: list[int] = []
        self.spacing = 1

    @property
    def steps(self) -> list[int]:
        """Return the steps that one can go back to, ascending."""
        return sorted(self._by_step)

    @property
    def size(self) -> int:
        """Return the bytes of all of them in memory."""
        return sum(snapshot.size for snapshot in self._by_step.values())

    def __getitem__(self, step: int) -> Snapshot:
        return self._by_step[step]

    def wants(self, step: int) -> bool:
        """Whether a playing lab keeps this step."""
        return step % self.spacing == 0

    def keep(self, snapshot: Snapshot, *, recent: bool = False) -> None:
        """Keep a snapshot; a `recent` one (a single step) only until a few others followed it."""
        step = snapshot.step
        self._by_step[step] = snapshot
        if recent and not self.wants(step):
            self._recent = [*(other for other in self._recent if other != step), step]
        most = self._most()
        self._recent = self._recent[-max(1, min(RECENT, most // 4)) :]
        self._thin(step)
        while len(self._by_step) > most:
            self.spacing *= 2
            self._thin(step)

    def _most(self) -> int:
        largest = max(snapshot.size for snapshot in self._by_step.values())
        return min(MOST, max(FEWEST, BUDGET_BYTES // max(1, largest)))

    def _thin(self, now: int) -> None:
        """Forget what is neither evenly spaced nor recent, but never the first, newest, or `now`.

        These and the recent ones, a quarter of the most, fit into the fewest.
        """
        stay = {now, min(self._by_step), max(self._by_step), *self._recent}
        self._by_step = {
            s: snapshot for s, snapshot in self._by_step.items() if self.wants(s) or s in stay
        }

    def until(self, step: int) -> Snapshots:
        """Return the snapshots up to `step`; the snapshots themselves are shared."""
        part = Snapshots()
        part._by_step = {key: value for key, value in self._by_step.items() if key <= step}
        part._recent = [key for key in self._recent if key <= step]
        part.spacing = self.spacing
        return part
