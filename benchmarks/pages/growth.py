"""How cost grows with image size, batch, recorded steps, runs, and viewers: one table.

python -m benchmarks.pages.growth [--only size,batch,runs,steps,viewers] [--json FILE]

size, batch  milliseconds a round of the fast DCGAN on one thread, the variants in turn
runs         rounds a second of 1 to 30 runs of it in one training thread, all together
steps        CPU of the server for the Train page of a run with 1,000 to 1,000,000 recorded steps
viewers      CPU of the server for one live update while 1 to 30 watch the same run
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.reproduce.store import machine_in_words
from benchmarks.training.growth import Row, batches, many_runs, sizes

PORT = 8618
STEPS = (1_000, 10_000, 100_000, 1_000_000)
LATER_LOOKS = 9
VIEWERS = (1, 3, 10, 30)


def recorded_steps(home: str) -> list[Row]:
    """Return the server's CPU, ms, for a look at a run's page that is not the first; in turn."""
    from benchmarks.pages.costs import look_at
    from benchmarks.pages.recorded_runs import recorded
    from benchmarks.pages.served import Served

    runs = {steps: recorded(steps) for steps in STEPS}
    app = Served(home, PORT)
    try:
        cpu: dict[int, list[float]] = {steps: [] for steps in STEPS}
        for turn in range(1 + LATER_LOOKS):
            for steps, run in runs.items():
                cost = look_at(app, "train", f"run={run}")
                if turn:
                    cpu[steps].append(cost)
    finally:
        app.close()
    return [Row(f"{steps:,}", statistics.median(cpu[steps]), "ms of CPU a look") for steps in STEPS]


def viewers(home: str, seconds: float = 12.0) -> list[Row]:
    """Return the server's CPU, ms, for one live update a viewer."""
    from benchmarks.pages.costs import live_update
    from benchmarks.pages.recorded_runs import endless
    from benchmarks.pages.served import Served

    run_id = endless()
    app = Served(home, PORT)
    try:
        app.ask("submit", run=run_id)
        costs = {count: live_update(app, run_id, seconds, count)["cpu_ms"] for count in VIEWERS}
    finally:
        app.close()
    return [Row(str(count), costs[count], "ms of CPU an update") for count in VIEWERS]


PARTS: dict[str, Callable[[str], list[Row]]] = {
    "size": lambda home: sizes(),
    "batch": lambda home: batches(),
    "runs": many_runs,
    "steps": recorded_steps,
    "viewers": viewers,
}


@click.command()
@click.option("--only", default=",".join(PARTS), show_default=True, help="Parts, with commas.")
@click.option("--json", "file", type=click.Path(path_type=Path), default=None)
def main(only: str, file: Path | None) -> None:
    """Measure and print a table."""
    by_part: dict[str, list[Row]] = {}
    for part in only.split(","):
        home = tempfile.mkdtemp()
        os.environ["GANVAS_HOME"] = home
        by_part[part] = PARTS[part](home)
        shutil.rmtree(home, ignore_errors=True)
        first = by_part[part][0]
        for row in by_part[part]:
            ratio = row.value / first.value
            click.echo(f"| {part} | {row.of} | {row.value:.3g} {row.unit} | {ratio:.2f} |")
    if file is not None:
        figures = {part: [vars(row) for row in rows] for part, rows in by_part.items()}
        file.write_text(
            json.dumps({"machine": machine_in_words(), **figures}, indent=1) + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
