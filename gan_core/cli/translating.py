"""The command that makes pictures of pictures: one, or all in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gan_core.cli.group import cli
from gan_core.cli.models import EITHER
from gan_core.data.framing import MOST, SIDES, Side
from gan_core.errors import N_, UserError
from gan_core.files.atomic import write_out, writing


@cli.command()
@EITHER
@click.argument("source", type=click.Path(path_type=Path), metavar="PICTURES")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A new or empty folder; its pictures have the names of those that they are made of.",
)
@click.option(
    "--beyond",
    type=click.IntRange(0, MOST),
    default=0,
    metavar="PER_CENT",
    help="Draw the frame wider by so much of its side, for a model that fills what is unknown.",
)
@click.option("--side", type=click.Choice(SIDES), default="all", help="Where; default: all around.")
@click.option("--back", is_flag=True, help="The way back, of a model that learned both ways.")
@click.option("--raw", is_flag=True, help="The plain weights of G instead of its EMA.")
def translate(
    where: str, source: Path, out: Path, beyond: int, side: Side, back: bool, raw: bool
) -> None:
    """Make pictures of those in the folder, .zip or file PICTURES, by a model that translates.

    Each is cropped to a square and shrunk first; a model that fills holes fills what is
    transparent. What cannot be read is named and left out.
    """
    from gan_core.data.archive import read
    from gan_core.pictures import png, to_bytes
    from gan_core.runs.library.models import open_model
    from gan_core.translation import sources_of, translate_files

    model = open_model(where, raw=raw)
    model = model.reversed() if back else model
    sources_of(model)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(N_("{path} is there already: choose a new folder."), path=str(out))
    count = left_out = 0
    results = translate_files(model, read(source), beyond, side)
    with click.progressbar(results, file=sys.stderr) as bar:
        for result in bar:
            if result.picture is None:
                left_out += 1
                why = "" if result.why is None else result.why.render()
                click.echo(f"\n{result.path}: {why}", err=True)
                continue
            path = out / result.name
            with writing(path.parent, UserError):
                path.parent.mkdir(parents=True, exist_ok=True)
            write_out(path, png(to_bytes(result.picture)))
            count += 1
    if not count:
        raise UserError(N_("None of the {n} files is a picture that can be read."), n=left_out)
    click.echo(f"{count} of {count + left_out} pictures in {out}")
