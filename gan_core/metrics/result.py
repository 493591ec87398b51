"""What a score says: its value with all that is needed to judge it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """One number (or one list) with what is needed to judge it.

    n: pictures scored. floor: the same score of as many real pictures against the same reference,
    None where it is not known at this n. extractor: whose features. `name` is translatable.
    """

    name: str
    value: float | list[float]
    n: int
    floor: float | list[float] | None
    extractor: str
