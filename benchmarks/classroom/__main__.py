"""A class on one server: N students over real websockets, each with a run of their own.

python -m benchmarks.classroom [--students 30] [--minutes 3] [--engine threads|processes]
                               [--recipe NAME ...] [--away] [--soak MINUTES] [--json FILE]

First one run of each recipe alone, on one thread, with nobody watching, and again at the end: the
mean is what the class is compared with, since the machine's own speed drifts. Between them the
students come in, one every half second; each opens the page of a run, presses Go on, and watches as
the page's timers ask. Measured is what follows, for --minutes (or --soak).
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

import click

from benchmarks.classroom.figures import (
    Sample,
    growth_an_hour,
    longest_wait,
    percentile,
    rates,
    slowest_to_fastest,
    together,
)
from benchmarks.classroom.memory import Memory, memory_of, seconds_of
from benchmarks.classroom.student import Student
from gan_core.recipes import RECIPES
from gan_core.runs.config import new_config
from gan_core.runs.engine.job import WATCHED_SECONDS
from gan_core.runs.library.store import Store

ROOT = Path(__file__).resolve().parents[2]
PORT = 8617
ARRIVALS = 0.53
SETTLE = 10.0
MEMORY_EVERY = 2.0
MIX = ("dcgan", "vanilla", "wgan_gp", "cdcgan", "mlp")
SCORE_EVERY = 500


class Server:
    """The app in a process of its own, and what its probe says."""

    def __init__(self, engine: str, home: str, port: int = PORT) -> None:
        self.base = f"127.0.0.1:{port}"
        self.samples: list[Sample] = []
        self.memory: list[tuple[float, Memory]] = []
        environment = {**os.environ, "GANVAS_HOME": home, "GANVAS_ENGINE": engine}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.classroom.server", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
        )
        for work in (self._listen, self._weigh):
            threading.Thread(target=work, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(b"{"):
                self.samples.append(Sample(**json.loads(line)))

    def _weigh(self) -> None:
        while self.process.poll() is None:
            self.memory.append((time.monotonic(), memory_of(self.process.pid)))
            time.sleep(MEMORY_EVERY)

    def wait_until_served(self) -> None:
        """Return when the server answers.

        Raises:
            RuntimeError: it ended instead.
        """
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{self.base}/_stcore/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server ended with code {self.process.returncode}")

    def between(self, begin: float, end: float) -> list[Sample]:
        """Return the samples of a stretch of time."""
        return [one for one in self.samples if begin <= one.time <= end]


@contextmanager
def serving(engine: str, home: str) -> Iterator[Server]:
    """Run the server; end it as a signal would."""
    server = Server(engine, home)
    try:
        server.wait_until_served()
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(40)
        except subprocess.TimeoutExpired:
            server.process.kill()
            raise


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


def images_a_round(recipe: str) -> int:
    """Return how many pictures a round is counted as: one batch, as on the Train page."""
    return int(RECIPES[recipe].preset("fast").model_dump()["batch"])


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


class Seen(TypedDict):
    """A class watched from `start` to `end` (monotonic): its students, and what it cost.

    cpu: seconds of each of the server's processes by its id, at the start and at the end. own_cpu:
    those of the students.
    """

    students: list[Student]
    start: float
    end: float
    cpu: tuple[dict[int, float], dict[int, float]]
    own_cpu: float


async def attended(server: Server, runs: Sequence[str], minutes: float, away: bool) -> Seen:
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
    return Seen(students=students, start=start, end=end, cpu=cpu, own_cpu=own)


def figures(
    server: Server, kinds: dict[str, str], single: dict[str, float], seen: Seen
) -> dict[str, Any]:
    """Return what the class's samples say."""
    samples = server.between(seen["start"], seen["end"])
    gaps = [gap for one in samples[1:] for gap in one.gaps]
    each = {run: rate for run, rate in rates(samples).items() if run in kinds}
    own = {run: single[kind] for run, kind in kinds.items()}
    polls = [s for one in seen["students"] for at, s in one.polls if at >= seen["start"]]
    reruns = [s for one in seen["students"] for at, s in one.reruns if at >= seen["start"]]
    weighed = [(at, size) for at, size in server.memory if at >= seen["start"]]
    times, sizes = [at for at, _ in weighed], [size.pss for _, size in weighed]
    private = [size.own for _, size in weighed]
    return {
        "runs_training": len(each),
        "alone_images_s": {k: round(v * images_a_round(k), 1) for k, v in single.items()},
        "class_images_s": round(sum(r * images_a_round(kinds[run]) for run, r in each.items()), 1),
        "together_to_alone": round(together(each, own), 3),
        "slowest_to_fastest": round(slowest_to_fastest(each, kinds), 3),
        "longest_wait_s": round(longest_wait(samples), 2),
        "turns_apart_p50_s": round(percentile(gaps, 50), 2),
        "turns_apart_p95_s": round(percentile(gaps, 95), 2),
        "turns_apart_p99_s": round(percentile(gaps, 99), 2),
        "cores_of_server": _cores(seen, server.process.pid),
        "cores_of_workers": _cores(seen, None, server.process.pid),
        "cores_of_students": round(seen["own_cpu"] / (seen["end"] - seen["start"]), 2),
        "updates_s": round(len(polls) / (seen["end"] - seen["start"]), 1),
        "update_p50_ms": _ms(percentile(polls, 50)),
        "update_p95_ms": _ms(percentile(polls, 95)),
        "update_max_ms": _ms(max(polls, default=math.nan)),
        "page_p50_ms": _ms(percentile(reruns, 50)),
        "page_p95_ms": _ms(percentile(reruns, 95)),
        "received_kib_s": round(
            sum(one.received for one in seen["students"]) / 1024 / (seen["end"] - seen["start"])
        ),
        "memory_pss_mib": round(max(sizes, default=math.nan)),
        "memory_rss_mib": round(max((size.rss for _, size in weighed), default=math.nan)),
        "memory_each_mib": dict(weighed[-1][1].each) if weighed else {},
        "growth_mib_h": round(growth_an_hour(times, private), 1),
        "troubles": sorted({t for one in seen["students"] for t in one.troubles}),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def _cores(seen: Seen, pid: int | None, but: int | None = None) -> float:
    """Return how many cores a process (or all others than `but`) kept busy."""
    before, after = seen["cpu"]
    spent = [
        after[one] - before.get(one, 0.0)
        for one in after
        if (one == pid if pid is not None else one != but)
    ]
    return round(sum(spent) / (seen["end"] - seen["start"]), 2)


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


async def measure(
    engine: str,
    recipes: Sequence[str],
    count: int,
    minutes: float,
    alone_seconds: float,
    away: bool,
) -> dict[str, Any]:
    """Return the figures of one class."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(count + 2))
    with tempfile.TemporaryDirectory() as home, serving(engine, home) as server:
        await asyncio.sleep(2)
        before = await each_alone(server, recipes, home, alone_seconds)
        kinds = {
            prepared(recipe, home): recipe
            for recipe in (recipes[at % len(recipes)] for at in range(count))
        }
        rest = server.memory[-1][1].pss
        seen = await attended(server, list(kinds), minutes, away)
        await dismissed(server, kinds, home)
        after = await each_alone(server, recipes, home, alone_seconds)
        single = {one: (before[one] + after[one]) / 2 for one in recipes}
        found = figures(server, kinds, single, seen)
        drift = {one: round(after[one] / before[one], 2) for one in recipes}
    of = {"engine": engine, "students": count, "minutes": minutes, "recipes": list(recipes)}
    of |= {"watched": not away}
    return {**of, "memory_before_mib": round(rest), "alone_after_to_before": drift, **found}


@click.command()
@click.option("--students", type=click.IntRange(1, 60), default=30, show_default=True)
@click.option("--minutes", type=float, default=3.0, show_default=True)
@click.option("--engine", type=click.Choice(["threads", "processes"]), default="threads")
@click.option("--recipe", "recipes", multiple=True, type=click.Choice(list(RECIPES)))
@click.option("--alone-seconds", type=float, default=10.0, show_default=True)
@click.option("--away", is_flag=True, help="Students close their pages once their runs go.")
@click.option("--soak", type=float, help="Minutes instead of --minutes, to see memory grow.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures here.")
def main(
    students: int,
    minutes: float,
    engine: str,
    recipes: tuple[str, ...],
    alone_seconds: float,
    away: bool,
    soak: float | None,
    file: Path | None,
) -> None:
    """Measure a class, print a table, and write JSON."""
    found = asyncio.run(
        measure(engine, recipes or MIX, students, soak or minutes, alone_seconds, away)
    )
    for key, value in found.items():
        click.echo(f"{key:22} {value}")
    if file is not None:
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
