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
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click

from benchmarks.classroom.attendance import attended, dismissed, each_alone, prepared
from benchmarks.classroom.report import report
from benchmarks.classroom.serving import serving
from gan_core.recipes import RECIPES

MIX = ("dcgan", "vanilla", "wgan_gp", "cdcgan", "mlp")


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
        attendance = await attended(server, list(kinds), minutes, away)
        await dismissed(server, kinds, home)
        after = await each_alone(server, recipes, home, alone_seconds)
        single = {one: (before[one] + after[one]) / 2 for one in recipes}
        figures = report(server, kinds, single, attendance)
        drift = {one: round(after[one] / before[one], 2) for one in recipes}
    of = {"engine": engine, "students": count, "minutes": minutes, "recipes": list(recipes)}
    of |= {"watched": not away}
    return {**of, "memory_before_mib": round(rest), "alone_after_to_before": drift, **figures}


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
    figures = asyncio.run(
        measure(engine, recipes or MIX, students, soak or minutes, alone_seconds, away)
    )
    for key, value in figures.items():
        click.echo(f"{key:22} {value}")
    if file is not None:
        file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
