"""Commands of directions of one's own: fit-direction, steer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gan_core.cli.group import cli
from gan_core.cli.latent import LABEL, SPACE, numbers, open_space, out_option, refuse_ending
from gan_core.cli.models import EITHER
from gan_core.errors import N_, UserError
from gan_core.files.atomic import write_out

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.latent.space import Space

STEPS = 7


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
    """Fit the direction from the seeds 0 to --samples that have not something to those that do."""
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
@click.option(
    "--direction", "file", required=True, type=click.Path(path_type=Path), help="A .json file."
)
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


def _moved(space: Space, file: Path, seed: int) -> Tensor:
    import torch

    from gan_core.latent.own import along, direction_of
    from gan_core.latent.points import REACH

    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(
            N_("{path} could not be read: {why}."), path=str(file), why=error.strerror
        ) from None
    steering = along(space, [direction_of(content, space)])
    amounts = torch.linspace(-REACH, REACH, STEPS).tolist()
    return torch.stack([steering.point(seed, along={0: amount}) for amount in amounts])
