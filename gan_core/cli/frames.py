"""The command that predicts frames: pictures of them, and how near they come."""

from __future__ import annotations

from pathlib import Path

import click
import torch
from torch import Tensor

from gan_core.cli.group import cli
from gan_core.cli.models import EITHER
from gan_core.files.atomic import write_out

LINE, APART, GREY = 1, 4, 90
"""Pixels between the pictures of a sequence and between sequences, and how bright a line is."""
SCALE = 3
MILLISECONDS = 250


@cli.command()
@EITHER
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="PNG; of each sequence the last frame that G saw, truth, prediction, error, step by step.",
)
@click.option("--gif", "film", type=click.Path(path_type=Path), help="The same as a moving GIF.")
@click.option("--steps", type=int, default=10, show_default=True, help="Frames to predict.")
@click.option("--n", type=click.IntRange(1, 16), default=4, show_default=True, help="Sequences.")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides which sequences.")
@click.option("--raw", is_flag=True, help="The plain weights of G instead of its EMA.")
def frames(
    where: str, out: Path, film: Path | None, steps: int, n: int, seed: int, raw: bool
) -> None:
    """Predict held-out frames one after the other, each from those predicted before.

    Prints the mean PSNR in dB of all held-out sequences, beside that of two guesses.
    """
    from gan_core.data.sequences import sequences
    from gan_core.pictures import gif, png
    from gan_core.rng import derive_seed
    from gan_core.rollout import parted, roll_out, scores
    from gan_core.runs.library.models import open_model
    from gan_core.sampling import data_of

    model = open_model(where, raw=raw)
    films = sequences(data_of(model))
    stream = torch.Generator().manual_seed(derive_seed(seed, "questions"))
    past, truth = parted(model, films[torch.randperm(len(films), generator=stream)[:n]], steps)
    rows = _rows(past, truth, roll_out(model, past, steps))
    write_out(
        out, png(torch.cat([row for step in rows for row in (step, _line(step))][:-1], 1), SCALE)
    )
    if film is not None:
        write_out(film, gif(rows, SCALE, MILLISECONDS, back=False))
    for name, values in scores(model, films, steps).items():
        click.echo(f"{name:30}" + "".join(f"  step {v.step:2}: {v.psnr:5.2f} dB" for v in values))


def _rows(past: Tensor, truth: Tensor, frames: Tensor) -> list[Tensor]:
    """Return one row a step, uint8 (C, S, width): input | truth | prediction | error, n times."""
    from gan_core.pictures import grid, to_bytes

    channels = truth.shape[2]
    last = torch.cat([past[:, None, -channels:], frames[:, :-1]], 1)
    error = (frames - truth).abs() - 1
    rows = []
    for parts in zip(*(one.unbind(1) for one in (last, truth, frames, error)), strict=True):
        fours = [to_bytes(torch.stack(one)) for one in zip(*parts, strict=True)]
        sequences = torch.stack([grid(four, len(four), LINE, GREY) for four in fours])
        rows.append(grid(sequences, len(sequences), APART))
    return rows


def _line(row: Tensor) -> Tensor:
    return torch.zeros_like(row[:, :LINE])
