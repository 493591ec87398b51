"""Commands of single points: plane, noise."""

from __future__ import annotations

from pathlib import Path

import click

from gan_core.cli.group import cli
from gan_core.cli.latent import LABEL, SPACE, open_space, out_option, refuse_ending
from gan_core.cli.models import EITHER
from gan_core.errors import N_, UserError
from gan_core.files.atomic import write_out


@cli.command()
@EITHER
@click.option("--seed", type=int, default=0, show_default=True, help="In the middle.")
@click.option("--side", type=click.IntRange(2, 32), default=9, show_default=True)
@click.option(
    "--step",
    type=click.FloatRange(0.001, 100),
    default=0.5,
    show_default=True,
    help="Between two pictures.",
)
@SPACE
@LABEL
@out_option(".png", ".npy")
def plane(
    where: str, seed: int, side: int, step: float, space: str | None, label: str | None, out: Path
) -> None:
    """Show a piece of the seed plane: a seed at each whole place, between them their blends."""
    import torch

    from gan_core.files.arrays import npy
    from gan_core.latent.plane import blended
    from gan_core.pictures import grid, png, to_bytes

    refuse_ending(out, ".png", ".npy")
    here, middle = open_space(where, space), (side - 1) / 2
    places = [(step * (i - middle), step * (middle - j)) for j in range(side) for i in range(side)]
    points = torch.stack([blended(here, seed, *place) for place in places])
    if out.suffix == ".npy":
        write_out(out, npy(points))
    else:
        write_out(out, png(grid(to_bytes(here.pictures(points, label)), side), 2))
    click.echo(f"{side} by {side} pictures in {out}")


@cli.command("noise")
@EITHER
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--off", default="", help="Layers without noise, as 1,3-5; 1 is the coarsest.")
@click.option("--draws", type=click.IntRange(2, 200), default=32, show_default=True)
@out_option(".png")
def layer_noise(where: str, seed: int, off: str, draws: int, out: Path) -> None:
    """Show a seed as it is, without noise, with another draw, and how far it varies over draws."""
    import torch

    from gan_core.latent.layer_noise import noises, variation, with_noise
    from gan_core.latent.mixing import numbers_of
    from gan_core.pictures import grid, png, to_bytes
    from gan_core.runs.library.models import open_model

    refuse_ending(out, ".png")
    model = open_model(where)
    count = len(noises(model))
    if not count:
        raise UserError(N_("This G has no noise in its layers."))
    layers = numbers_of(off, count)
    models = [with_noise(model, layers), with_noise(model, range(count))]
    models.append(with_noise(model, layers, 1))
    apart = variation(model, seed, layers, draws)
    bright = apart / apart.max().clamp_min(1e-6) * 2 - 1
    pictures = torch.stack([*(one.sample(1, seed)[0] for one in models), bright])
    write_out(out, png(grid(to_bytes(pictures), len(pictures)), 4))
    click.echo(f"it varies by {float(apart.mean()):.4f} on average; in {out}")
