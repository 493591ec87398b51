"""The symptoms that the doctor looks at: a run's readings and scores, over its newest rounds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from gan_core.game import Role
from gan_core.metrics.result import key_of
from gan_core.runs.record.history import Curve, History

ROUNDS = 200
SHARE = 0.2


@dataclass(frozen=True)
class Symptoms:
    """What is seen of a run at `step`. None where the run has no such reading.

    separation: how often D ranks a real item above a fake, .5 to 1.
    always: the separation that nine tenths of the newest readings reach.
    diversity: spread of the fakes over that of the real pictures.
    gradient: G's gradient norm over its own median in the run's first rounds.
    swings: how often in 200 readings the separation went from clearly D's side to clearly G's, or
        back.
    fall: by which share the distance to the truth (the term L1) fell from the first to the second
        half of the newest rounds that have the same settings.
    psnr: that of answers to held-out sources, of each scoring. above: by how many dB the newest is
        above that of another's truth.
    scores: the newest scores by key.
    """

    step: int
    diverged: str | None = None
    separation: float | None = None
    always: float | None = None
    diversity: float | None = None
    gradient: float | None = None
    swings: int = 0
    scores: Mapping[str, Any] | None = None
    fall: float | None = None
    psnr: tuple[float, ...] = ()
    above: float | None = None


def symptoms_of(history: History, roles: Mapping[str, Role]) -> Symptoms:
    """Return the symptoms of the newest rounds: a fifth of the run, and at least 200 rounds.

    roles: who plays; in a game of stages the judge and the maker that moved last are looked at.
    """
    curves = history.curves
    d, g = (_newest(curves, roles, role) for role in ("judges", "makes"))
    step = max((curve.steps[-1] for curve in curves.values() if curve.steps), default=0)
    since = step - max(ROUNDS, SHARE * step)
    separation = newest(curves.get(f"{d}/separation", Curve()), since)
    return Symptoms(
        step,
        _diverged(history),
        fmean(separation) if separation else None,
        _tenth(separation) if separation else None,
        _mean(newest(curves.get(f"{d}/diversity", Curve()), since)),
        _relative(curves.get(f"{g}/grad", Curve()), since),
        swings(separation),
        _scores(history),
        fall(newest(curves.get(f"{g}/L1", Curve()), max(since, _changed(history)))),
        tuple(newest(curves.get("score/psnr", Curve()), ROUNDS - 1)),
        _above(history),
    )


def _last(curves: Mapping[str, Curve], reading: str) -> int:
    """Return the step at which a reading was recorded last, 0 where it never was."""
    curve = curves.get(reading)
    return curve.steps[-1] if curve is not None and curve.steps else 0


def _newest(curves: Mapping[str, Curve], roles: Mapping[str, Role], role: Role) -> str:
    """Return the player in that role that moved last, "" where there is none."""
    names = [name for name, its_role in roles.items() if its_role == role]
    return max(names, key=lambda name: _last(curves, f"{name}/loss"), default="")


def newest(curve: Curve, since: float) -> list[float]:
    """Return the means of a curve's points after step `since`."""
    return curve.mean[bisect_right(curve.steps, since) :]


def swings(separation: list[float], low: float = 0.3, high: float = 0.7) -> int:
    """Return how often, in 200 values, they went from above `high` to below `low` or back."""
    sides = [value > high for value in separation if value > high or value < low]
    turns = sum(a != b for a, b in pairwise(sides))
    return round(turns * ROUNDS / max(ROUNDS, len(separation)))


def fall(values: list[float], least: int = 20) -> float | None:
    """Return by which share the mean of the second half of `values` is below that of the first."""
    half = len(values) // 2
    first = fmean(values[:half]) if len(values) >= least else 0.0
    return 1 - fmean(values[half:]) / first if first > 0 else None


def _tenth(values: list[float]) -> float:
    """Return the value that nine tenths of `values` reach: a single slip says little."""
    return sorted(values)[len(values) // 10]


def _mean(values: list[float]) -> float | None:
    return fmean(values) if values else None


def _relative(curve: Curve, since: float) -> float | None:
    first, last = curve.mean[:50], newest(curve, since)
    if not last or median(first) == 0:
        return None
    return median(last) / median(first)


def _diverged(history: History) -> str | None:
    reading: str | None = None
    for event in history.events:
        if event.get("event") == "Diverged":
            reading = str(event.get("reading", ""))
        elif event.get("event") == "Resumed":
            reading = None
    return reading


def _changed(history: History) -> int:
    """Return the step at which settings changed last: a term's weight may be another since."""
    changes = (one for one in history.events if one.get("event") == "Changed")
    return max((int(one["step"]) for one in changes if one.get("what") != "threads"), default=0)


def _scored(history: History) -> dict[str, Any]:
    """Return the newest event that has scores; empty where there is none."""
    scored = (one for one in reversed(history.events) if one.get("event") == "Scored")
    return next((event for event in scored if event["step"] >= ROUNDS), {})


def _scores(history: History) -> Mapping[str, Any] | None:
    event = _scored(history)
    return {key_of(name): value for name, value in event["scores"].items()} if event else None


def _above(history: History) -> float | None:
    event = _scored(history)
    psnr, floor = (event.get(part, {}).get("psnr") for part in ("scores", "floors"))
    return None if psnr is None or floor is None else float(psnr) - float(floor)
