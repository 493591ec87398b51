"""A film through latent space: what is seen when, and how it gets from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from gan_core.errors import N_, UserError, unknown
from gan_core.latent.space import Space
from gan_core.latent.walks import WALKS
from gan_core.pictures import to_bytes
from gan_core.usage import LAST_SEED

LONGEST = 60.0
"""Seconds of a film."""
MOST_KEYS = 100
"""Keys that a text names at most."""
AT_ONCE = 64
"""Frames that are made together."""
RATES = (1, 60)
"""Frames a second."""


@dataclass(frozen=True, eq=False)
class Key:
    """At `second` the film is at `point` (size,)."""

    second: float
    point: Tensor


def film(keys: Sequence[Key], rate: int = 24, kind: str = "slerp") -> Tensor:
    """Return the points of all frames (F, size) from the first key to the last, ends included.

    rate: frames a second. kind: lerp or slerp, from key to key. The keys may come in any order.

    Raises:
        UserError: fewer than two keys, two at one time, or a number out of range.
    """
    if len(keys) < 2:
        raise UserError(N_("A film needs at least two keys."))
    if kind not in WALKS:
        raise unknown(N_("There is no walk {name!r}. There are: {known}.{hint}"), kind, WALKS)
    if not RATES[0] <= rate <= RATES[1]:
        raise UserError(
            N_("A film has from {low} to {high} frames a second, not {rate}."),
            low=RATES[0],
            high=RATES[1],
            rate=rate,
        )
    ordered = sorted(keys, key=lambda key: key.second)
    _refuse_times([key.second for key in ordered])
    begin, end = ordered[0].second, ordered[-1].second
    frames = max(2, round((end - begin) * rate) + 1)
    seconds = torch.linspace(begin, end, frames, dtype=torch.float64)
    parts = []
    for left, right in pairwise(ordered):
        last = right is ordered[-1]
        inside = (seconds >= left.second) & (
            seconds <= right.second if last else seconds < right.second
        )
        share = ((seconds[inside] - left.second) / (right.second - left.second)).clamp(0, 1)
        parts.append(WALKS[kind](left.point, right.point, share.float()))
    return torch.cat(parts)


def _refuse_times(seconds: Sequence[float]) -> None:
    for one in seconds:
        if not 0 <= one <= LONGEST:  # also refuses what is no number
            raise UserError(
                N_("A key lies between 0 and {longest:g} seconds, not at {second:g}."),
                longest=LONGEST,
                second=one,
            )
    twice = [one for one, other in pairwise(seconds) if one == other]
    if twice:
        raise UserError(N_("Two keys lie at {second:g} s: move or remove one."), second=twice[0])


def frames_of(space: Space, points: Tensor, label: str | None = None) -> Iterator[Tensor]:
    """Yield the picture of each of the points (F, size) as uint8 (C, H, W), made a few at a time.

    Raises:
        UserError: there is no such label.
    """
    for some in torch.split(points, AT_ONCE):
        yield from to_bytes(space.pictures(some, label))


def keys_of(text: str) -> list[tuple[float, int]]:
    """Return the keys [(second, seed)] that a text like "0:3,1.5:8,4:3" says.

    Raises:
        UserError: it says something else.
    """
    wrong = UserError(
        N_("Keys are seconds and seeds like 0:3,1.5:8, not {keys!r}."), keys=text[:80]
    )
    try:
        pairs = [part.split(":") for part in text.split(",")]
        keys = [(float(second), int(seed)) for second, seed in pairs]
    except ValueError:
        raise wrong from None
    if len(keys) > MOST_KEYS or not all(0 <= seed <= LAST_SEED for _second, seed in keys):
        raise wrong
    return keys
