"""Every recipe for the same processor time.

python -m benchmarks.training.equal_time --data D --out DIR

Trains each recipe's `fast` preset on one thread for the same number of processor seconds of that
thread, so that a busy machine gives nobody less. The runs are ordinary run folders: they can be
scored, resumed and shipped. A folder that is there already is left alone, so it can be continued.
"""

from __future__ import annotations

import time
from pathlib import Path

import click
import torch

from gan_core import data
from gan_core.events import Diverged
from gan_core.recipes import RECIPES
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.training.session import open_session


@click.command()
@click.option("--data", "data_name", default="mnist_full", show_default=True)
@click.option("--minutes", type=float, default=4.0, show_default=True, help="Processor minutes.")
@click.option("--recipe", "names", multiple=True, help="Only these; default: all.")
@click.option("--preset", default="fast", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--score-every", type=int, default=0, show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path))
def main(
    data_name: str,
    minutes: float,
    names: tuple[str, ...],
    preset: str,
    seed: int,
    score_every: int,
    out: Path,
) -> None:
    """Train every recipe for the same processor time."""
    torch.set_num_threads(1)
    spec = data.entry(data_name).spec
    fitting = (name for name, recipe in RECIPES.items() if recipe.fits(spec))
    for name in names or tuple(fitting):
        folder = out / name
        if (folder / "run.json").exists():
            continue
        config = new_config(
            name, data_name, preset=preset, seed=seed, threads=1, score_every=score_every
        )
        step, state = train_for(RunFolder.create(folder, config), 60 * minutes)
        click.echo(f"{name}: {state} at step {step}")


def train_for(folder: RunFolder, seconds: float) -> tuple[int, str]:
    """Train until this thread has used `seconds` of processor time; return (step, state)."""
    session = open_session(folder)
    session.change_threads(1)
    session.status("running")
    begin = time.thread_time()
    state = "done"
    for event in session.rounds():
        if isinstance(event, Diverged):
            state = "diverged"
            break
        if time.thread_time() - begin > seconds:
            break
    session.close("diverged" if state == "diverged" else "done")
    return session.step, state


if __name__ == "__main__":
    main()
