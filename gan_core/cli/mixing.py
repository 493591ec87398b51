"""The command that mixes styles: some layers of G from one seed, the others from another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gan_core.cli.group import cli
from gan_core.cli.latent import numbers, open_space, out_option, refuse_ending
from gan_core.cli.models import EITHER
from gan_core.files.atomic import write_out

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.latent.space import Space


@cli.command()
@EITHER
@click.option("--rows", default="0,1,2,3", show_default=True, help="Seeds whose styles are kept.")
@click.option("--columns", default="4,5,6,7", show_default=True, help="Seeds that are mixed in.")
@click.option("--layers", default="3-", show_default=True, help="Where: as 1,3-5; 1 is coarsest.")
@out_option(".png", ".npy")
def mix(where: str, rows: str, columns: str, layers: str, out: Path) -> None:
    """Tell some layers of a style-based G other styles: a sheet as .png, or the points as .npy."""
    from gan_core.files.arrays import npy
    from gan_core.latent.mixing import framed, layers_of, mixed, numbers_of
    from gan_core.pictures import grid, png, to_bytes

    refuse_ending(out, ".png", ".npy")
    space = open_space(where, None)
    layer_numbers = numbers_of(layers, layers_of(space))
    own, other = (_points(space, numbers(seeds)) for seeds in (rows, columns))
    points = mixed(space, own, other, layer_numbers)
    if out.suffix == ".npy":
        write_out(out, npy(points))
    else:
        parts = (space.pictures(one) for one in (own, other, points))
        sheet = to_bytes(framed(*parts))
        write_out(out, png(grid(sheet, len(other) + 1), 2))
    click.echo(f"{len(points)} mixtures in {out}")


def _points(space: Space, seeds: list[int]) -> Tensor:
    import torch

    return torch.cat([space.points(1, seed) for seed in seeds])
