"""CPU that the server spends on pages, training left out: live updates, and pages of long runs."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

from benchmarks.pages.client import look, watch
from benchmarks.pages.recorded_runs import copies, endless, recorded
from benchmarks.pages.served import Served

LOOKS, LATER_LOOKS, PAIRS = 9, 4, 5
"""At how many runs of each kind, and how often again: single looks differ by half.

PAIRS: of runs that are watched while they train.
"""


def live_update(app: Served, run_id: str, seconds: float, viewers: int = 1) -> dict[str, float]:
    """Return milliseconds of CPU an update while `viewers` watch the run at the page's own pace.

    What the server spends with nobody watching is measured before and taken off.
    """
    idle = _cpu_of(app, lambda: time.sleep(seconds / 2)) / (seconds / 2)

    async def all_of_them() -> list[tuple[int, int]]:
        one = (app.base, "train", f"run={run_id}", seconds)
        return list(await asyncio.gather(*(watch(*one) for _ in range(viewers))))

    asyncio.run(_open(app, run_id))  # the first look at a run is not an update
    looks: list[tuple[int, int]] = []
    cpu = _cpu_of(app, lambda: looks.extend(asyncio.run(all_of_them())))
    first = _first_look(app, run_id) * viewers
    updates = sum(count for count, _bytes in looks) - viewers
    return {
        "cpu_ms": round(1000 * (cpu - first - idle * seconds) / updates, 2),
        "kib": round(sum(size for _count, size in looks) / 1024 / (updates + viewers), 1),
        "updates_s": round(updates / seconds / viewers, 2),
        "idle_cpu_percent": round(100 * idle, 2),
    }


def _cpu_of(app: Served, do: Callable[[], object]) -> float:
    before = app.pages_cpu()
    do()
    return app.pages_cpu() - before


async def _open(app: Served, run_id: str) -> None:
    await look(app.base, "train", f"run={run_id}")


def _first_look(app: Served, run_id: str) -> float:
    return statistics.median(
        _cpu_of(app, lambda: asyncio.run(_open(app, run_id))) for _ in range(5)
    )


def long_runs(app: Served, live_seconds: float, looks: int = LOOKS) -> dict[str, dict[str, float]]:
    """Return for each page CPU milliseconds at 1,000 and 1,000,000 recorded steps, and the ratio.

    "first": a run at which nobody has looked; "later": the same again; "update": while it trains.
    """
    few, many = (copies(recorded(steps), looks) for steps in (1_000, 1_000_000))
    figures: dict[str, dict[str, float]] = {}
    for path, word in (("train", "run"), ("runs", "show")):
        first: tuple[list[float], list[float]] = ([], [])
        later: tuple[list[float], list[float]] = ([], [])
        look_at(app, path, f"{word}={few[0]}")
        for pair in list(zip(few, many, strict=True))[:: 1 if path == "train" else -1]:
            for which, run_id in enumerate(pair):
                first[which].append(look_at(app, path, f"{word}={run_id}"))
            for which, run_id in list(enumerate(pair)) * LATER_LOOKS:
                later[which].append(look_at(app, path, f"{word}={run_id}"))
        figures[f"{path}, first look"] = _compared(*first)
        figures[f"{path}, later looks"] = _compared(*later)
    costs: tuple[list[float], list[float]] = ([], [])
    # Fresh ones each time: a run of a thousand steps soon has more.
    for pair in list(zip(few, many, strict=True))[:PAIRS]:
        for which, run_id in enumerate(pair):
            app.ask("submit", run=run_id)
            time.sleep(5)
            costs[which].append(live_update(app, run_id, live_seconds)["cpu_ms"])
            app.ask("stop", run=run_id)
            time.sleep(2)
    figures["train, live update"] = _compared(*costs)
    return figures


def look_at(app: Served, path: str, query: str) -> float:
    """Return the server's CPU, milliseconds, for one look at a page."""
    return 1000 * _cpu_of(app, lambda: asyncio.run(look(app.base, path, query)))


def _compared(few: list[float], many: list[float]) -> dict[str, float]:
    a, b = statistics.median(few), statistics.median(many)
    return {"thousand_ms": round(a, 1), "million_ms": round(b, 1), "ratio": round(b / a, 3)}


def live(app: Served, seconds: float) -> dict[str, dict[str, float]]:
    """Return what a live update costs of a run that trains: one viewer, then thirty."""
    run_id = endless()
    app.ask("submit", run=run_id)
    time.sleep(12)
    figures = {
        "one viewer": live_update(app, run_id, seconds),
        "thirty viewers": live_update(app, run_id, seconds, viewers=30),
    }
    app.ask("stop", run=run_id)
    return figures
