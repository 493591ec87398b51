"""python -m benchmarks.reproduce: run what is missing, then write docs/reproduction.md."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from pathlib import Path

import click
import torch

from benchmarks.reproduce.catalogue import EXPERIMENTS
from benchmarks.reproduce.experiment import Config, Experiment, NotThere
from benchmarks.reproduce.report import DOCUMENT, write_page
from benchmarks.reproduce.store import RESULTS, Result, machine_in_words, missing, save

THREADS = 1


def run_one(experiment: Experiment, config: Config, seed: int) -> Result:
    """Run one seed of one configuration on one thread.

    Raises:
        NotThere: it needs something that is not on this machine.
    """
    torch.set_num_threads(THREADS)
    begin = time.perf_counter()
    numbers = experiment.run(config.settings, seed)
    return Result(
        experiment=experiment.name,
        config=config.name,
        settings=dict(config.settings),
        fingerprint=experiment.fingerprint(config),
        seed=seed,
        numbers=numbers,
        seconds=round(time.perf_counter() - begin, 1),
        threads=THREADS,
        machine=machine_in_words(),
        date=datetime.date.today().isoformat(),
    )


def run_missing(
    root: Path,
    experiments: Sequence[Experiment],
    seeds: int | None = None,
    budget_s: float = float("inf"),
    config: str | None = None,
) -> int:
    """Run what is missing until it is done or the time is up; return how many were run."""
    begin, count = time.perf_counter(), 0
    for experiment, configuration, seed in missing(root, experiments, seeds):
        if config not in (None, configuration.name):
            continue
        if time.perf_counter() - begin > budget_s:
            click.echo("the time is up; the same command goes on from here")
            break
        try:
            result = run_one(experiment, configuration, seed)
        except NotThere as why:
            click.echo(f"{experiment.name}/{configuration.name} seed {seed}: {why}")
            continue
        save(root, result)
        count += 1
        numbers = ", ".join(f"{key} {value:.4g}" for key, value in result.numbers.items())
        click.echo(
            f"{experiment.name}/{configuration.name} seed {seed}: {numbers}, {result.seconds:.0f} s"
        )
    return count


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([experiment.name for experiment in EXPERIMENTS]),
    help="This experiment alone; may be given more than once.",
)
@click.option("--config", help="This configuration alone.")
@click.option("--seeds", type=click.IntRange(1), help="How many seeds; default: the experiment's.")
@click.option("--budget", type=float, default=float("inf"), help="Minutes; no run begins after.")
@click.option("--list", "listing", is_flag=True, help="Say what is missing and run nothing.")
@click.option("--write", is_flag=True, help="Write the document from what there is; run nothing.")
def main(
    only: tuple[str, ...],
    config: str | None,
    seeds: int | None,
    budget: float,
    listing: bool,
    write: bool,
) -> None:
    """Run what is missing and write docs/reproduction.md. Interrupted, it goes on where it was."""
    experiments = [e for e in EXPERIMENTS if not only or e.name in only]
    if listing:
        for experiment in experiments:
            runs = missing(RESULTS, [experiment], seeds)
            click.echo(f"{experiment.name}: {experiment.title}, {len(runs)} runs missing")
            for _, configuration, seed in runs:
                click.echo(f"  {configuration.name} seed {seed}")
        return
    if not write:
        run_missing(RESULTS, experiments, seeds, budget * 60, config)
    write_page(EXPERIMENTS, RESULTS)
    click.echo(f"wrote {DOCUMENT.name}")


if __name__ == "__main__":
    main()
