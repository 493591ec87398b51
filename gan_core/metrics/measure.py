"""What a score is to the rest of the package: what it needs, how it is taken, how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gan_core.metrics.result import Score
from gan_core.metrics.subject import Comparison, Need, Subject

Scale = Literal["share", "ratio", "count", "own"]
"""What the number is: a share, 0 to 1; a ratio to real items, which have 1; how many there are; or
a number in a unit of its own, which no other score shares an axis with."""
Better = Literal["higher", "lower", "near"]
"""Which values are better; "near": those near what real items have."""


@dataclass(frozen=True)
class Measure:
    """One score. quick: cheap enough while a run trains, at n = 1,000.

    In `name`, {extractor} stands for whose features are looked at. few: of how many samples a score
    that is not quick is taken while a run trains; 0: it is not.
    """

    key: str
    name: str
    needs: tuple[Need, ...]
    take: Callable[[Subject], Score]
    quick: bool = False
    scale: Scale = "own"
    better: Better = "higher"
    few: int = 0

    def missing(self, there: Comparison) -> Need | None:
        """Return the first of its needs that is not met, None where it can be taken."""
        return next((need for need in self.needs if not need.holds(there)), None)
