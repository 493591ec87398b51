"""Who trains when: each recipe alone, then the class, which comes in, watches, and leaves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

from benchmarks.classroom.figures import rates
from benchmarks.classroom.memory import seconds_of
from benchmarks.classroom.serving import Server
from benchmarks.classroom.student import Student
from gan_core.runs.config import new_config
from gan_core.runs.engine.job import WATCHED_SECONDS
from gan_core.runs.library.store import Store

ARRIVALS = 0.53
SETTLE = 10.0
SCORE_EVERY = 500


def prepared(recipe: str, home: str, threads: int = 0) -> str:
    """Make a run of the fast preset that nobody trains yet; return its id."""
    config = new_config(
        recipe,
        "mnist",
        preset="fast",
        steps=10**7,
        threads=threads,
        score_every=0 if threads else SCORE_EVERY,
    )
    return Store(Path(home) / "runs").create(config).id


async def alone(server: Server, run: str, seconds: float) -> float:
    """Return the rounds a second of the run while nobody else is there, and end it."""
    await Student(server.base, run).attend(0, 0)
    while not (server.samples and run in server.samples[-1].steps):
        await asyncio.sleep(0.2)
    start = time.monotonic() + WATCHED_SECONDS + 1  # no frame is drawn any more
    await asyncio.sleep(WATCHED_SECONDS + 1 + seconds)
    rate = rates(server.between(start, start + seconds))[run]
    await Student(server.base, run).attend(0, 0, button="Stop")
    return rate


async def each_alone(
    server: Server, recipes: Sequence[str], home: str, seconds: float
) -> dict[str, float]:
    """Return the rounds a second of a run of each recipe, one after the other."""
    return {one: await alone(server, prepared(one, home, threads=1), seconds) for one in recipes}


async def dismissed(server: Server, runs: Iterable[str], home: str) -> None:
    """End the class's runs; return when none trains any more."""
    store = Store(Path(home) / "runs")
    for run in runs:
        store.get(run).command("stop")
    while server.samples[-1].steps:
        await asyncio.sleep(0.5)


class Attendance(TypedDict):
    """A class watched from `start` to `end` (monotonic): its students, and what it cost.

    cpu: seconds of each of the server's processes by its id, at the start and at the end. own_cpu:
    those of the students.
    """

    students: list[Student]
    start: float
    end: float
    cpu: tuple[dict[int, float], dict[int, float]]
    own_cpu: float


async def attended(server: Server, runs: Sequence[str], minutes: float, away: bool) -> Attendance:
    """Have the class watch its runs (`away`: only begin them); return what was seen of it."""
    begin = time.monotonic()
    start = begin + ARRIVALS * len(runs) + SETTLE
    end = start + 60 * minutes
    students = [Student(server.base, run) for run in runs]
    marks: list[tuple[dict[int, float], float]] = []

    async def mark(when: float) -> None:
        await asyncio.sleep(when - time.monotonic())
        marks.append((seconds_of(server.process.pid), time.process_time()))

    comings = [
        one.attend(begin + ARRIVALS * at, 0 if away else end) for at, one in enumerate(students)
    ]
    await asyncio.gather(mark(start), mark(end), *comings)
    (before, own_before), (after, own_after) = marks
    cpu, own = (before, after), own_after - own_before
    return Attendance(students=students, start=start, end=end, cpu=cpu, own_cpu=own)
