"""Speeds of the loops side by side: which way is best for each, then in turn, many times."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch

from benchmarks.speed.limit import matrix_rate, operations
from benchmarks.speed.loops import Case, Loop, Way, ours, pictures, tutorial
from gan_core.data.base import DataSet
from gan_core.precision import native_bfloat16
from gan_core.runs.engine.cores import cores

Make = Callable[[Case, Way, DataSet], Loop]
MAKERS: dict[str, Make] = {"plain": tutorial, "ours": ours}


def rate(loop: Loop, threads: int, seconds: float) -> float:
    """Return pictures a second over about `seconds`; whole rounds, after one to warm up."""
    torch.set_num_threads(threads)
    next(loop.steps)
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds or not count:
        next(loop.steps)
        count += 1
    return loop.batch * count / (time.perf_counter() - start)


def ways(kind: str) -> list[Way]:
    """Return how a loop of this kind may be run here."""
    threads = sorted({1, cores()})
    if kind == "plain":
        return [Way(t, workers=w) for t in threads for w in (0, 2)]
    precisions = ["float32", "mixed"] if native_bfloat16("cpu") else ["float32"]
    return [Way(t, precision=p) for t in threads for p in precisions]


@dataclass
class Measurement:
    """One way of running a loop: pictures a second in each turn, and what it needs."""

    kind: str
    way: Way
    rates: list[float]
    peak_mib: float = 0.0

    @property
    def median(self) -> float:
        """Return the median of the rates."""
        return statistics.median(self.rates)


def best_ways(case: Case, content: DataSet, seconds: float) -> list[Measurement]:
    """Return the best plain way, and ours for each precision, after two short turns of each."""
    groups: dict[tuple[str, str], list[Measurement]] = {}
    for kind, make in MAKERS.items():
        for way in ways(kind):
            loop = make(case, way, content)
            best = max(rate(loop, way.threads, seconds) for _ in range(2))
            groups.setdefault((kind, way.precision), []).append(Measurement(kind, way, [best]))
    return [max(group, key=lambda one: one.median) for group in groups.values()]


def compared(case: Case, pairs: int, seconds: float) -> dict[str, Any]:
    """Return the figures of a case: rates in turn, ratios to the plain loop, share of the limit."""
    content = pictures()
    best = best_ways(case, content, seconds / 2)
    loops = [MAKERS[one.kind](case, one.way, content) for one in best]
    for one in best:
        one.rates = []
    for _ in range(pairs):
        for one, loop in zip(best, loops, strict=True):
            one.rates.append(rate(loop, one.way.threads, seconds))
    for one in best:
        one.peak_mib = peak(case, one)
    plain = next(one for one in best if one.kind == "plain")
    return {
        "case": case.name,
        "batch": loops[0].batch,
        "ways": [_figures(case, one, plain, content) for one in best],
    }


def _figures(case: Case, one: Measurement, plain: Measurement, content: DataSet) -> dict[str, Any]:
    loop = MAKERS[one.kind](case, one.way, content)
    next(loop.steps)
    each = operations(lambda: next(loop.steps)) / loop.batch
    kind = torch.bfloat16 if one.way.precision == "mixed" else torch.float32
    limit = matrix_rate(kind, one.way.threads)
    ratios = [mine / its for mine, its in zip(one.rates, plain.rates, strict=True)]
    return {
        **asdict(one),
        "images_per_second": one.median,
        "ratio": statistics.median(ratios),
        "ratios": ratios,
        "mflop_per_image": each / 1e6,
        "limit_gflops": limit / 1e9,
        "share_of_limit": one.median * each / limit,
    }


def peak(case: Case, one: Measurement) -> float:
    """Return the peak memory (MiB) of a process of its own that plays a few rounds."""
    order = json.dumps({"case": asdict(case), "kind": one.kind, "way": asdict(one.way)})
    command = [sys.executable, "-m", "benchmarks.speed.peak", order]
    process = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return float(process.stdout)
