"""python -m benchmarks.speed: our loop beside the plain one that tutorials teach.

Both train the same networks on the same pictures in this process, in turn, each in its best way
(threads; the plain loop's loader workers; our precision). With --quality: FD of both after the
same rounds, three seeds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from benchmarks.reproduce.store import machine_in_words
from benchmarks.speed.loops import Case
from benchmarks.speed.measure import compared
from benchmarks.speed.quality import after

CASES = (Case("vanilla", "source"), Case("dcgan", "source"), Case("dcgan", "fast"))
ROUNDS = {"vanilla, source": 3_000, "dcgan, fast": 1_500}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pairs", default=5, show_default=True, help="Turns of each loop.")
@click.option("--seconds", default=3.0, show_default=True, help="Length of a turn.")
@click.option("--case", "names", multiple=True, help="Only these, e.g. 'vanilla, source'.")
@click.option("--quality", is_flag=True, help="Compare what is learnt instead of the speed.")
@click.option("--seeds", default=3, show_default=True, help="Seeds of --quality.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the figures as JSON here.")
def main(
    pairs: int,
    seconds: float,
    names: tuple[str, ...],
    quality: bool,
    seeds: int,
    out: Path | None,
) -> None:
    """Print one table a case."""
    cases = [case for case in CASES if not names or case.name in names]
    figures: list[dict[str, Any]] = []
    for case in cases:
        if not quality:
            figures.append(compared(case, pairs, seconds))
            click.echo(speed_table(figures[-1]))
        elif case.name in ROUNDS:
            for row in after(case, ROUNDS[case.name], seeds):
                figures.append(row)
                click.echo(
                    f"{row['case']} | {row['way']} | {row['rounds']} rounds | "
                    f"FD {row['mean']:.1f} ± {row['spread']:.1f} (floor {row['floor']:.1f})"
                )
    if out is not None:
        out.write_text(
            json.dumps({"machine": machine_in_words(), "cases": figures}, indent=1),
            encoding="utf-8",
        )


def speed_table(figures: dict[str, Any]) -> str:
    """Return the figures of one case as a table."""
    rows = [
        f"{figures['case']}, batch {figures['batch']}",
        "| loop | threads | images/s | ratio (lowest to highest) | share of limit | peak MiB |",
        "|---|---|---|---|---|---|",
    ]
    for one in figures["ways"]:
        way, ratios = one["way"], one["ratios"]
        how = f"{way['workers']} workers" if one["kind"] == "plain" else way["precision"]
        rows.append(
            f"| {one['kind']}, {how} | {way['threads']} | {one['images_per_second']:.0f} "
            f"| {one['ratio']:.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
            f"| {one['share_of_limit']:.0%} of {one['limit_gflops']:.0f} Gflop/s "
            f"| {one['peak_mib']:.0f} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
