"""What a score is to the rest of the package: its key, its name, what it needs, how it is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gan_core.metrics.result import Score
from gan_core.metrics.subject import Comparison, Need, Subject


@dataclass(frozen=True)
class Measure:
    """One score. quick: cheap enough while a run trains, at n = 1,000.

    In `name`, {extractor} stands for whose features are looked at.
    """

    key: str
    name: str
    needs: tuple[Need, ...]
    take: Callable[[Subject], Score]
    quick: bool = False

    def missing(self, there: Comparison) -> Need | None:
        """Return the first of its needs that is not met, None where it can be taken."""
        return next((need for need in self.needs if not there.has(need)), None)
