"""What a score says: its key, its value, and all that is needed to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Value = float | list[float]


@dataclass(frozen=True)
class Score:
    """One number (or one list) with what is needed to judge it.

    key: by which code knows it. n: items scored. floor: the same score of as many real items
    against the same reference, None where it is not known at this n. extractor: whose features.
    `name` is translatable.
    """

    key: str
    name: str
    value: Value
    n: int
    floor: Value | None
    extractor: str


_OLD_STARTS = {"FD (": "fd", "KID (": "kid"}
_OLD_NAMES = {
    "read with confidence >= 0.95": "confident",
    "class histogram": "histogram",
    "modes": "modes",
    "modes (>= 1/10 fair share)": "fair_modes",
    "diversity within classes": "diversity",
    "intended-class accuracy": "intended",
    "KL to uniform (nats)": "kl",
    "distance to training (ratio)": "copying",
    "support by the birthday test": "support",
    "Parzen log-likelihood (nats)": "parzen",
    "D's overfitting": "overfitting",
}
"""By which names version 0.1 wrote scores to disk."""


def key_of(name: str) -> str:
    """Return the key of a score that a file names: today's key, or what version 0.1 displayed."""
    keys = (key for start, key in _OLD_STARTS.items() if name.startswith(start))
    return next(keys, _OLD_NAMES.get(name, name))


def by_key(rows: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the rows of a model's card by the score's key."""
    return {str(row.get("key") or key_of(str(row["name"]))): row for row in rows}
