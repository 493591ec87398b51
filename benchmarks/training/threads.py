"""What a second thread gains: rounds of small networks on one and on two threads, in turn.

python -m benchmarks.training.threads [--turns 7] [--json FILE]
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.reproduce.store import machine_in_words
from benchmarks.training.growth import fast_dcgan
from benchmarks.training.turns import in_turn
from gan_core import data
from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config


def lab() -> Iterator[None]:
    """Return endless rounds of the 2-D lab's preset."""
    bench = Bench(lab_config({}))
    while True:
        bench.round()
        yield


def networks() -> dict[str, tuple[Iterator[object], Iterator[object]]]:
    """Return what is measured: two equal loops of each, one for each number of threads."""
    digits = data.load("mnist")
    settings: dict[str, dict[str, str]] = {
        "small DCGAN, spectral norm": {},
        "the same in mixed precision": {"precision": "mixed"},
        "the same without spectral norm": {"d_norm": "none"},
    }
    pairs = {
        name: (fast_dcgan(digits, **changes), fast_dcgan(digits, **changes))
        for name, changes in settings.items()
    }
    return {**pairs, "2-D lab, two layers of 128": (lab(), lab())}


def measure(turns: int) -> list[dict[str, str | float]]:
    """Return rounds a second on one and on two threads, and the ratio of each pair of turns."""
    rows: list[dict[str, str | float]] = []
    for name, (one, two) in networks().items():
        times = in_turn({"one": (one, 1), "two": (two, 2)}, turns)
        ratios = sorted(a / b for a, b in zip(times["one"], times["two"], strict=True))
        rows.append(
            {
                "network": name,
                "one": 1000 / statistics.median(times["one"]),
                "two": 1000 / statistics.median(times["two"]),
                "ratio": statistics.median(ratios),
                "lowest": ratios[0],
                "highest": ratios[-1],
            }
        )
    return rows


@click.command()
@click.option("--turns", type=click.IntRange(1), default=7, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path), default=None)
def main(turns: int, file: Path | None) -> None:
    """Measure and print a table."""
    rows = measure(turns)
    for row in rows:
        click.echo(
            f"| {row['network']} | {row['one']:.1f} | {row['two']:.1f} | "
            f"{row['ratio']:.2f} ({row['lowest']:.2f} to {row['highest']:.2f}) |"
        )
    if file is not None:
        file.write_text(
            json.dumps({"machine": machine_in_words(), "rows": rows}, indent=1) + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
