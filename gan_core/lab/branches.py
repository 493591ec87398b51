"""The branches of a lab: what was played, and what was played instead after going back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from gan_core.lab.curves import Curves
from gan_core.lab.snapshots import Snapshots

MOST_BRANCHES = 4


@dataclass(frozen=True)
class Change:
    """Something that was changed after `step` rounds: a setting, or who trains."""

    step: int
    what: str
    value: str


@dataclass
class Branch:
    """One branch of play; up to `since` it is its `parent`'s.

    scores: [(step, plain values)]. end: the last step that was played on it.
    """

    id: int
    parent: int | None = None
    since: int = 0
    end: int = 0
    snapshots: Snapshots = field(default_factory=Snapshots)
    curves: Curves = field(default_factory=Curves)
    scores: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def fork(self, number: int, step: int) -> Branch:
        """Return a new branch that shares this one's past up to `step`."""
        return Branch(
            number,
            self.id,
            step,
            step,
            self.snapshots.until(step),
            self.curves.until(step),
            [score for score in self.scores if score[0] <= step],
            [change for change in self.changes if change.step <= step],
        )


class Branches:
    """All branches that are kept; the oldest is given up when there are too many."""

    def __init__(self) -> None:
        self.current = Branch(1)
        self.by_id: dict[int, Branch] = {1: self.current}
        self._next_id = 2

    def fork(self, step: int) -> None:
        """Begin a new branch at `step` of the current one."""
        self.current = self.current.fork(self._next_id, step)
        self.by_id[self._next_id] = self.current
        self._next_id += 1
        while len(self.by_id) > MOST_BRANCHES:
            del self.by_id[min(key for key in self.by_id if key != self.current.id)]

    def copied(self) -> Branches:
        """Return branches of one's own with the same past."""
        twin = Branches()
        twin.by_id = {
            key: replace(branch.fork(key, branch.end), parent=branch.parent, since=branch.since)
            for key, branch in self.by_id.items()
        }
        twin.current, twin._next_id = twin.by_id[self.current.id], self._next_id
        return twin

    def go(self, number: int) -> Branch:
        """Make another branch the current one and return it; KeyError where it is not kept."""
        self.current = self.by_id[number]
        return self.current
