"""How the cost of training grows with image size, batch and runs, on one thread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.training.turns import in_turn
from gan_core import data, recipes
from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.runs.config import new_config
from gan_core.runs.engine.job import Job
from gan_core.runs.engine.slots import slice_seconds
from gan_core.runs.library.store import Store
from gan_core.runs.trainer import ENDLESS, Trainer

SIZES = (28, 32, 48, 64)
BATCHES = (16, 32, 64, 128, 256)
RUNS = (1, 2, 4, 8, 16, 30)
RUNS_SECONDS = 12.0
WARM_UP = 45
"""Rounds of each of many runs before they are measured: the first ones keep many grids."""


@dataclass(frozen=True)
class Row:
    """One figure of a table: what it is of, and its value."""

    of: str
    value: float
    unit: str


def sizes() -> list[Row]:
    """Return milliseconds a round at several sizes of gray pictures of noise."""
    loops = {str(size): fast_dcgan(_noise(size)) for size in SIZES}
    return _rows(loops)


def batches() -> list[Row]:
    """Return milliseconds a round at several batches of digits."""
    digits = data.load("mnist")
    return _rows({str(batch): fast_dcgan(digits, batch=batch) for batch in BATCHES})


def many_runs(home: str) -> list[Row]:
    """Return the rounds a second of all runs together, in one training thread's turns."""
    torch.set_num_threads(1)
    store = Store(Path(home) / "runs")
    config = new_config("dcgan", "mnist", preset="fast", steps=10**7, threads=1, score_every=0)
    jobs = [Job(store.create(config)) for _ in range(max(RUNS))]
    for job in jobs:
        while job.live.step < WARM_UP:
            job.slice(1.0, alone=False)
    rows = []
    for count in RUNS:
        for job in jobs[:count]:
            job.slice(0.0, alone=False)  # those that waited are saved before the clock starts
        before, begin, at = _steps(jobs), time.perf_counter(), 0
        while time.perf_counter() - begin < RUNS_SECONDS:
            jobs[at % count].slice(slice_seconds(count), alone=False)
            at += 1
        seconds = time.perf_counter() - begin
        rows.append(Row(str(count), (_steps(jobs) - before) / seconds, "rounds a second together"))
    for job in jobs:
        job.close("stopped")
    return rows


def _rows(loops: Mapping[str, Iterator[object]]) -> list[Row]:
    times_by_name = in_turn({name: (loop, 1) for name, loop in loops.items()})
    return [
        Row(name, statistics.median(times), "ms a round") for name, times in times_by_name.items()
    ]


def _steps(jobs: list[Job]) -> int:
    return sum(job.live.step for job in jobs)


def _noise(size: int, count: int = 1024) -> DataSet:
    stream = torch.Generator().manual_seed(size)
    shape = (count, 1, size, size)
    items = torch.randint(0, 256, shape, dtype=torch.uint8, generator=stream)
    return DataSet(name=f"noise {size}", spec=Pictures(size=size), items=items)


def fast_dcgan(content: DataSet, **changes: object) -> Iterator[object]:
    """Return endless rounds of the fast DCGAN with some of its settings changed."""
    recipe = recipes.get("dcgan")
    design = Design(recipe, recipe.preset("fast", changes), content.spec)
    return Trainer(design, content).play(ENDLESS)
