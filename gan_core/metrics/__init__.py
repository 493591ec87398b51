"""Scores: pure functions of features; each result says its value, n, floor and extractor.

A score of your own is a `Measure` (`metrics/measure.py`); `register` offers it beside ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gan_core.metrics.measure import Measure

__all__ = ["register"]


def register(measure: Measure) -> Measure:
    """Add a score of your own for the length of this process, or a newer one of its key.

    Raises:
        ValueError: the key is that of a shipped score, or not of small letters, digits and "_".
    """
    from gan_core.metrics.score import MEASURES, SHIPPED  # what reads results alone needs no torch

    if measure.key in SHIPPED:
        raise ValueError(f"{measure.key} is a shipped score: choose another key")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", measure.key):
        raise ValueError(f"a score's key has small letters, digits and _, not {measure.key!r}")
    MEASURES[measure.key] = (measure,)
    return measure
