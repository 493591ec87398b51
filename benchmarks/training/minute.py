"""Digits in a minute: python -m benchmarks.training.minute --out DIR.

Trains our quickest preset on MNIST for 60 s of wall clock, from the moment the first round begins,
as a run of the product (recorded, with checkpoints), on as many threads as the run finds quickest.
Then writes 5,000 samples (samples.npy, uint8) and what they score over time (minute.json).
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch

from benchmarks.reproduce.store import machine_in_words
from gan_core import data
from gan_core.metrics.score import score_model
from gan_core.model import Model, model_of
from gan_core.runs.config import new_config
from gan_core.runs.engine.cores import calibrated_threads
from gan_core.runs.folder import RunFolder
from gan_core.runs.training.session import Session, open_session
from gan_core.settings.base import parse_settings

KEYS = ("fd", "confident", "histogram")
N, N_ON_THE_WAY = 5_000, 2_000
MARKS = (0.08, 0.17, 0.33, 0.5, 0.75)
"""Shares of the time after which G's average is kept, to be scored afterwards."""


def train_for(session: Session, seconds: float) -> list[tuple[float, Model]]:
    """Train for `seconds` of wall clock; return (seconds, model) at each mark and at the end."""
    marks_and_models: list[tuple[float, Model]] = []
    marks = [share * seconds for share in MARKS]
    begin = time.perf_counter()
    for _ in session.rounds():
        elapsed = time.perf_counter() - begin
        if marks and elapsed > marks[0]:
            marks.pop(0)
            marks_and_models.append((elapsed, model_now(session)))
        if elapsed > seconds:
            break
    marks_and_models.append((time.perf_counter() - begin, model_now(session)))
    return marks_and_models


def model_now(session: Session) -> Model:
    """Return a copy of the model as it stands, its averaged G where it has one."""
    model = model_of(session.trainer.game, session.design, session.step, raw=False)
    return replace(model, nets={"G": copy.deepcopy(model.nets["G"])})


def scored(model: Model, content: data.DataSet, n: int) -> dict[str, Any]:
    """Return FD with its floor, the share read with confidence, and the rarest digit's share."""
    fd, confident, histogram = score_model(model, content, n, which=KEYS)
    assert isinstance(histogram.value, list)
    return {
        "step": model.step,
        "n": n,
        "fd": fd.value,
        "fd_floor": fd.floor,
        "confident": confident.value,
        "confident_floor": confident.floor,
        "rarest_digit": min(histogram.value),
        "extractor": fd.extractor,
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--recipe", default="cdcgan", show_default=True)
@click.option("--preset", default="minute", show_default=True)
@click.option("--set", "pairs", multiple=True, help="Other settings, key=value.")
@click.option("--data", "data_name", default="mnist_full", show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--threads", type=int, help="Torch's threads; default: whichever is quicker.")
def main(
    out: Path,
    seconds: float,
    recipe: str,
    preset: str,
    pairs: Sequence[str],
    data_name: str,
    seed: int,
    threads: int | None,
) -> None:
    """Train, then write samples and scores to --out."""
    config = new_config(
        recipe, data_name, preset=preset, changes=parse_settings(pairs), seed=seed,
        minutes=10 * seconds / 60,
    )  # fmt: skip
    session = open_session(RunFolder.create(out / "run", config))
    threads = threads or calibrated_threads(session.trainer)
    session.change_threads(threads)
    torch.set_num_threads(threads)
    session.status("running")
    snapshots = train_for(session, seconds)
    session.close("done")
    curve = _curve(snapshots, session.content)
    pictures = snapshots[-1][1].sample(N, 1_000_000)
    np.save(out / "samples.npy", ((pictures + 1) * 127.5).round().clamp(0, 255).byte().numpy())
    document = {
        "recipe": recipe,
        "preset": preset,
        "settings": session.design.settings.model_dump(),
        "labels_used": session.design.recipe.conditional,
        "data": data_name,
        "seed": seed,
        "threads": threads,
        "machine": machine_in_words(),
        "curve": curve,
    }
    (out / "minute.json").write_text(json.dumps(document, indent=1), encoding="utf-8")


def _curve(snapshots: Sequence[tuple[float, Model]], content: data.DataSet) -> list[dict[str, Any]]:
    """Score the kept models, the last with more samples than the others; print each row."""
    curve = []
    for elapsed, model in snapshots:
        n = N if model is snapshots[-1][1] else N_ON_THE_WAY
        curve.append({"seconds": elapsed, **scored(model, content, n)})
        click.echo(_line(curve[-1]))
    return curve


def _line(row: dict[str, Any]) -> str:
    times = row["fd"] / row["fd_floor"]
    return (
        f"{row['seconds']:.0f} s, {row['step']} rounds: {row['confident']:.1%} read with "
        f"confidence (real {row['confident_floor']:.1%}), FD {row['fd']:.1f} = {times:.1f} x floor "
        f"at n = {row['n']:,}, rarest digit {row['rarest_digit']:.1%}"
    )


if __name__ == "__main__":
    main()
