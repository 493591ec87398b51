"""What a class's samples say: shares, gaps, percentiles, growth. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Sample:
    """The server at one moment: rounds of each run, and its longest wait since the last sample.

    gaps: seconds between two turns, of all runs, of the turns since the last sample.
    """

    time: float
    steps: Mapping[str, int]
    waits: Mapping[str, float] = field(default_factory=dict)
    gaps: Sequence[float] = ()


def rates(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the rounds a second of each run that is in the first and in the last sample."""
    if len(samples) < 2:
        return {}
    first, last = samples[0], samples[-1]
    seconds = last.time - first.time
    both = first.steps.keys() & last.steps.keys()
    return {run: (last.steps[run] - first.steps[run]) / seconds for run in sorted(both)}


def together(rates: Mapping[str, float], alone: Mapping[str, float]) -> float:
    """Return how many runs alone all runs together amount to; `alone`: each run's rate alone."""
    return sum(rate / alone[run] for run, rate in rates.items())


def slowest_to_fastest(rates: Mapping[str, float], kinds: Mapping[str, str]) -> float:
    """Return the smallest ratio of slowest to fastest among runs of the same kind; 1: no pair."""
    ratios = [1.0]
    for kind in set(kinds.values()):
        mine = [rate for run, rate in rates.items() if kinds[run] == kind]
        if len(mine) > 1:
            ratios.append(min(mine) / max(mine) if max(mine) > 0 else 0.0)
    return min(ratios)


def longest_wait(samples: Sequence[Sample]) -> float:
    """Return the longest time between two rounds of any run, seconds."""
    return max((wait for one in samples[1:] for wait in one.waits.values()), default=0.0)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that `percent` % of the values do not exceed; nan: no values."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def growth_an_hour(times: Sequence[float], sizes: Sequence[float], warm_up: float = 1 / 3) -> float:
    """Return the slope of a line through the sizes, an hour, without the first `warm_up` part."""
    begin = times[0] + warm_up * (times[-1] - times[0]) if times else 0.0
    points = [(time, size) for time, size in zip(times, sizes, strict=True) if time >= begin]
    if len(points) < 3:
        return math.nan
    slope = np.polyfit([time for time, _ in points], [size for _, size in points], 1)[0]
    return float(3600 * slope)
