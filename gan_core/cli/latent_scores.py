"""Commands that measure latent space: truncation, path-length."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from gan_core.cli.group import cli
from gan_core.cli.latent import LABEL, SPACE, open_space
from gan_core.cli.models import EITHER, echo_json
from gan_core.errors import N_, UserError

if TYPE_CHECKING:
    from gan_core.latent.space import Space
    from gan_core.metrics.reference import Reference

JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@cli.command()
@EITHER
@click.option("--n", type=click.IntRange(10, 5000), default=500, show_default=True)
@SPACE
@LABEL
@click.option("--tails", is_flag=True, help="Cut noise at thresholds (BigGAN), not by psi.")
@click.option(
    "--fitted/--as-trained",
    default=True,
    help="With --tails: batch statistics of the cut noise, or those of training.",
)
@JSON
def truncation(
    where: str,
    n: int,
    space: str | None,
    label: str | None,
    tails: bool,
    fitted: bool,
    as_json: bool,
) -> None:
    """Show what truncation trades: precision and recall of the pictures at several cuts."""
    from gan_core.latent.truncation import trades, trades_of_tails

    if tails and space == "w":
        raise UserError(N_("--tails cuts the noise z: leave --space away."))
    if not tails and not fitted:
        raise UserError(N_("--as-trained goes with --tails."))
    here = open_space(where, "z" if tails else space)
    real = reference_of(here)
    rows = (
        trades_of_tails(here.model, real, label=label, n=n, fitted=fitted)
        if tails
        else trades(here, real, label=label, n=n)
    )
    name = "threshold" if tails else "psi"
    if as_json:
        echo_json([{name: row.at, **asdict(row.scores)} for row in rows])
        return
    for row in rows:
        precision, recall = row.scores.precision, row.scores.recall
        click.echo(f"{name} {row.at:5.2f}  precision {precision:.3f}  recall {recall:.3f}")


@cli.command("path-length")
@EITHER
@click.option("--pairs", type=click.IntRange(2, 10_000), default=500, show_default=True)
@click.option("--kind", help="lerp or slerp; default: slerp in z, lerp in w.")
@SPACE
@LABEL
@JSON
def measured_length(
    where: str, pairs: int, kind: str | None, space: str | None, label: str | None, as_json: bool
) -> None:
    """Measure how far the pictures' features go along walks, beside the least they could."""
    from gan_core.latent.path_length import path_length

    here = open_space(where, space)
    length = path_length(here, reference_of(here).embed, kind, label=label, pairs=pairs)
    if as_json:
        echo_json(asdict(length))
        return
    times = f"{length.detour:.2f} times the least, {length.floor:.1f}"
    click.echo(f"path length {length.value:.1f} in {here.name}: {times}")


def reference_of(space: Space) -> Reference:
    """Return the classifier for what the model was trained on.

    Raises:
        UserError: there is none that reads whole pictures.
    """
    from gan_core.metrics.reference import reader_of

    name = str(space.model.card.get("data", ""))
    reader = reader_of(name)
    if reader is None:
        raise UserError(N_("There is no classifier for {data}, so this is not scored."), data=name)
    return reader
