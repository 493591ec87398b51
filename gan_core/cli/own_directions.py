"""Commands of directions of one's own: fit-direction, steer, crosstalk, combine."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gan_core.cli.group import cli
from gan_core.cli.latent import LABEL, SPACE, numbers, open_space, out_option, refuse_ending
from gan_core.cli.models import EITHER, echo_json
from gan_core.errors import N_, UserError
from gan_core.files.atomic import write_out

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.latent.own import Direction
    from gan_core.latent.space import Space

STEPS = 7
FILE = click.Path(path_type=Path)


@cli.command("fit-direction")
@EITHER
@click.option("--yes", required=True, help="Seeds of pictures that have it, by commas.")
@click.option("--samples", type=click.IntRange(10, 1000), default=40, show_default=True)
@click.option("--name", default="own", show_default=True)
@SPACE
@out_option(".json")
def fit_direction(
    where: str, yes: str, samples: int, name: str, space: str | None, out: Path
) -> None:
    """Fit the direction from those of the first --samples seeds that lack it to those of --yes."""
    import torch

    from gan_core.latent.directions import fitted
    from gan_core.latent.own import fitted_direction

    refuse_ending(out, ".json")
    here = open_space(where, space)
    marked = set(numbers(yes))
    beyond = sorted(seed for seed in marked if not 0 <= seed < samples)
    if beyond:
        raise UserError(
            N_("Seed {seed} is none of the {count} samples."), seed=beyond[0], count=samples
        )
    answers = torch.tensor([seed in marked for seed in range(samples)])
    result = fitted(here.points(samples), answers)
    write_out(out, fitted_direction(here, name, result).content())
    click.echo(
        f"{name}: tells {result.accuracy:.0%} apart (the more frequent answer: "
        f"{result.chance:.0%}), in {out}"
    )


@cli.command()
@EITHER
@click.option("--direction", "file", required=True, type=FILE, help="A .json file.")
@click.option("--seed", type=int, default=0, show_default=True)
@SPACE
@LABEL
@out_option(".png", ".npy")
def steer(
    where: str, file: Path, seed: int, space: str | None, label: str | None, out: Path
) -> None:
    """Move a seed along a direction of your own: from -3 to 3 standard deviations."""
    from gan_core.files.arrays import npy
    from gan_core.pictures import grid, png, to_bytes

    refuse_ending(out, ".png", ".npy")
    here = open_space(where, space)
    points = _moved(here, file, seed)
    if out.suffix == ".npy":
        write_out(out, npy(points))
    else:
        write_out(out, png(grid(to_bytes(here.pictures(points, label)), STEPS), 2))
    click.echo(f"{STEPS} pictures in {out}")


@cli.command("crosstalk")
@EITHER
@click.option("--direction", "file", required=True, type=FILE, help="A .json file.")
@SPACE
@LABEL
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def measured(where: str, file: Path, space: str | None, label: str | None, as_json: bool) -> None:
    """Show what else moves along a direction, beside what moves along random ones."""
    from gan_core.inspection.features import d_features
    from gan_core.latent.crosstalk import D_FEATURES, crosstalk, distance, measures_of

    here = open_space(where, space)
    measures = measures_of(here.model)
    if here.model.judges:
        measures[D_FEATURES] = distance(lambda x: d_features(here.model, x))
    rows = crosstalk(here, _read(here, file).tensor(), measures, label=label)
    if as_json:
        echo_json([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.name:20} moves by {row.moved:6.2f}   by chance {row.random:.2f}")


@cli.command()
@EITHER
@click.option("--direction", "files", required=True, multiple=True, type=FILE, help="To add up.")
@click.option("--without", "others", multiple=True, type=FILE, help="To be left alone.")
@SPACE
@out_option(".json")
def combine(
    where: str, files: tuple[Path, ...], others: tuple[Path, ...], space: str | None, out: Path
) -> None:
    """Add directions up, and make the sum leave alone what others move."""
    from gan_core.latent.own import sum_named, without_others

    refuse_ending(out, ".json")
    here = open_space(where, space)
    mine = [_read(here, file) for file in files]
    direction = sum_named(mine) if len(mine) > 1 else mine[0]
    if others:
        direction = without_others(direction, [_read(here, file) for file in others])
    write_out(out, direction.content())
    click.echo(f"{direction.name} in {out}")


def _read(space: Space, file: Path) -> Direction:
    from gan_core.latent.own import direction_of

    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(
            N_("{path} could not be read: {why}."), path=str(file), why=error.strerror
        ) from None
    return direction_of(content, space)


def _moved(space: Space, file: Path, seed: int) -> Tensor:
    import torch

    from gan_core.latent.own import along
    from gan_core.latent.points import REACH

    steering = along(space, [_read(space, file)])
    amounts = torch.linspace(-REACH, REACH, STEPS).tolist()
    return torch.stack([steering.point(seed, along={0: amount}) for amount in amounts])
