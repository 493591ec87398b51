"""The lines of a lab: what was played, and what was played instead after going back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from gan_core.lab.curves import Curves
from gan_core.lab.snapshots import Moments

MOST_LINES = 4


@dataclass(frozen=True)
class Change:
    """Something that was changed after `step` rounds: a setting, or who trains."""

    step: int
    what: str
    value: str


@dataclass
class Line:
    """One line of play; up to `since` it is its `parent`'s.

    scores: [(step, plain values)]. end: the last step that was played on it.
    """

    id: int
    parent: int | None = None
    since: int = 0
    end: int = 0
    moments: Moments = field(default_factory=Moments)
    curves: Curves = field(default_factory=Curves)
    scores: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def branch(self, number: int, step: int) -> Line:
        """Return a new line that shares this one's past up to `step`."""
        return Line(
            number,
            self.id,
            step,
            step,
            self.moments.until(step),
            self.curves.until(step),
            [score for score in self.scores if score[0] <= step],
            [change for change in self.changes if change.step <= step],
        )


class Lines:
    """All lines that are kept; the oldest is given up when there are too many."""

    def __init__(self) -> None:
        self.current = Line(1)
        self.kept: dict[int, Line] = {1: self.current}
        self._made = 2

    def branch(self, step: int) -> None:
        """Begin a new line at `step` of the current one."""
        self.current = self.current.branch(self._made, step)
        self.kept[self._made] = self.current
        self._made += 1
        while len(self.kept) > MOST_LINES:
            del self.kept[min(key for key in self.kept if key != self.current.id)]

    def copied(self) -> Lines:
        """Return lines of one's own with the same past."""
        twin = Lines()
        twin.kept = {
            key: replace(line.branch(key, line.end), parent=line.parent, since=line.since)
            for key, line in self.kept.items()
        }
        twin.current, twin._made = twin.kept[self.current.id], self._made
        return twin

    def go(self, number: int) -> Line:
        """Make another line the current one and return it; KeyError where it is not kept."""
        self.current = self.kept[number]
        return self.current
