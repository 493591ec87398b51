"""The curves of a lab, at a resolution that stays small however long it plays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST = 1200


@dataclass
class Curves:
    """(step, values) at every `stride`-th step; the stride doubles when there are too many."""

    rows: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    stride: int = 1

    def add(self, step: int, values: dict[str, float]) -> None:
        """Note the values of a step, if it is one that is kept."""
        if step % self.stride:
            return
        self.rows.append((step, values))
        if len(self.rows) > MOST:
            self.stride *= 2
            self.rows = [row for row in self.rows if row[0] % self.stride == 0]

    def until(self, step: int) -> Curves:
        """Return a copy that ends at `step`."""
        return Curves([row for row in self.rows if row[0] <= step], self.stride)

    def columns(self, names: Iterable[str]) -> dict[str, list[list[float]]]:
        """Return {name: [[step, value], ...]} of the names that were noted."""
        return {
            name: [[step, values[name]] for step, values in self.rows if name in values]
            for name in names
        }
