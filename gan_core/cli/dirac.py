"""The Dirac-GAN at the command line: what the page Dirac-GAN shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gan_core.cli.group import cli
from gan_core.cli.models import echo_json
from gan_core.errors import N_, UserError

if TYPE_CHECKING:
    from gan_core.dirac.rows import Row

ORDERS = {True: "together", False: "in turn"}


@cli.command()
@click.option("--row", "names", multiple=True, metavar="NAME", help="This row; default: all.")
@click.option(
    "--together/--in-turn",
    default=None,
    help="Both players move at once, or D first.  [default: both ways]",
)
@click.option("--steps", type=int, default=300, show_default=True)
@click.option("--step-size", type=float, default=0.2, show_default=True, help="h.")
@click.option(
    "--start",
    type=float,
    nargs=2,
    default=(1.0, 1.0),
    show_default=True,
    metavar="THETA PSI",
    help="Where G puts its mass, and D's slope.",
)
@click.option(
    "--field", type=click.IntRange(2, 101), help="With --json: N x N places of the field."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every step.")
def dirac(
    names: tuple[str, ...],
    together: bool | None,
    steps: int,
    step_size: float,
    start: tuple[float, float],
    field: int | None,
    as_json: bool,
) -> None:
    """Play the Dirac-GAN: does it converge, and what do the eigenvalues say?"""
    from gan_core.dirac import rows as dirac_rows

    if field is not None and not as_json:
        raise UserError(N_("--field is written as JSON: give --json too."))
    rows = [dirac_rows.row(name) for name in names or dirac_rows.ROWS]
    orders = ORDERS if together is None else (together,)
    if as_json:
        documents = []
        for row in rows:
            for order in orders:
                documents.append(_described(row, order, step_size, steps, start))
                if field is not None:
                    documents[-1]["field"] = _field(row, field)
        echo_json(documents)
        return
    for row in rows:
        for order in orders:
            click.echo(_line(_described(row, order, step_size, steps, start)))


def _described(
    row: Row, together: bool, step: float, steps: int, start: tuple[float, float]
) -> dict[str, Any]:
    from gan_core.dirac.portrait import BEHAVIOURS, eigenvalues
    from gan_core.dirac.rows import play

    trajectory = play(row, together=together, step=step, steps=steps, start=start)
    local = eigenvalues(row, step, together)
    return {
        "row": row.name,
        "order": ORDERS[together],
        "steps": len(trajectory.visited) - 1,
        "end": trajectory.visited[-1],
        "ratio": trajectory.ratio,
        "diverged": trajectory.diverged,
        "behaviour": None if local is None else BEHAVIOURS[local.behaviour],
        "modulus": None if local is None else local.modulus,
        "eigenvalues": None if local is None else [[e.real, e.imag] for e in local.motion],
        "visited": trajectory.visited,
    }


def _field(row: Row, cells: int) -> list[list[float]]:
    """Return [theta, psi, motion of theta, motion of psi] of each place of a grid on [-3, 3]^2."""
    import torch

    from gan_core.dirac.portrait import vector_field
    from gan_core.dirac.rows import START_LIMIT

    axis = torch.linspace(-START_LIMIT, START_LIMIT, cells, dtype=torch.float64)
    psi, theta = torch.meshgrid(axis, axis, indexing="ij")
    rows = torch.cat([theta[..., None], psi[..., None], vector_field(row, theta, psi)], -1)
    return rows.reshape(-1, 4).tolist()


def _line(one: dict[str, Any]) -> str:
    theta, psi = one["end"]
    near = (
        "not smooth at the equilibrium"
        if one["behaviour"] is None
        else f"near the equilibrium: {one['behaviour']}, x {one['modulus']:.4f} a step"
    )
    end = f"diverged at step {one['steps']}" if one["diverged"] else f"after {one['steps']} steps"
    return (
        f"{one['row']:14} {one['order']:9} {end}: theta {theta:.4g}, psi {psi:.4g}, "
        f"final / start {one['ratio']:.4g}   ({near})"
    )
