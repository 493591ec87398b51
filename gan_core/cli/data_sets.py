"""The command data: listing data sets, fetching one, making one of own pictures or text."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from gan_core import data
from gan_core.cli.group import cli
from gan_core.cli.models import echo_json
from gan_core.data import own_text
from gan_core.data.layouts import LAYOUTS, Layout
from gan_core.data.own_text import CUTS, Cut
from gan_core.errors import N_, UserError


@cli.command("data")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--fetch", metavar="NAME", help="Download a data set into our own folder.")
@click.option(
    "--add",
    "source",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Make a data set of the pictures in a folder or .zip (subfolders become labels or pairs), "
    "or of the lines of a .txt.",
)
@click.option("--name", help="With --add: its name; it is then used as own/NAME.")
@click.option("--size", type=int, default=32, show_default=True, help="With --add: side, 28 to 64.")
@click.option("--grey", is_flag=True, help="With --add: in grey instead of in colour.")
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default="auto",
    show_default=True,
    help="With --add: how the pictures lie.",
)
@click.option(
    "--cut",
    type=click.Choice(CUTS),
    default="auto",
    show_default=True,
    help="With --add and a .txt: what a line is cut into.",
)
@click.option(
    "--length",
    type=int,
    help="With --add and a .txt: of the longest line, up to 256; default: 99 of 100, up to 64.",
)
def data_sets(
    as_json: bool,
    fetch: str | None,
    source: Path | None,
    name: str | None,
    size: int,
    grey: bool,
    layout: Layout,
    cut: Cut,
    length: int | None,
) -> None:
    """List the data sets, fetch one, or make one of your own pictures or text.

    Emoji can be had by group and size: emoji-faces, emoji-48, emoji-food-64.

    Layouts of own pictures. plain: subfolders become labels. pairs: folders A and B (or source
    and target), a file of the same name in both is a pair, and the second is to be made from the
    first. side_by_side: each picture is twice as wide as high, and its right half is to be made
    from its left. unpaired: trainA and trainB (or A and B) are two domains. auto: whichever of
    them it looks like.

    Of a text in UTF-8, each line is an item: a sequence of words where it has spaces, else of
    characters.
    """
    if fetch is not None:
        from gan_core.data.fetch import fetch as download

        click.echo(f"{fetch} is in {download(fetch)}")
    elif source is not None:
        if name is None:
            raise UserError(N_("--add needs a name: --name NAME."))
        if source.suffix.lower() == ".txt":
            _add_text(source, name, cut, length)
        else:
            _add(source, name, size, grey, layout)
    elif name is not None:
        raise UserError(N_("--name goes with --add FOLDER."))
    else:
        _list(as_json)


def _list(as_json: bool) -> None:
    rows = [
        {
            "name": entry.name,
            "here": entry.here(),
            "shape": list(entry.spec.shape),
            "classes": list(entry.spec.classes),
            **asdict(entry.card),
        }
        for entry in data.entries()
    ]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        click.echo(f"{row['name']:14} {'here' if row['here'] else 'absent':7} {row['about']}")


def _add(source: Path, name: str, size: int, grey: bool, layout: Layout) -> None:
    from gan_core.data.archive import read

    outcome = data.own.add(read(source), name, size=size, grey=grey, layout=layout)
    click.echo(f"{outcome.name}: {_contents(outcome, size)}")
    for note in outcome.notes:
        click.echo(note.render())
    for why, count in Counter(file.why for file in outcome.skipped).items():
        first = next(file.path for file in outcome.skipped if file.why == why)
        click.echo(f"skipped {count}, {why}: {first}{' …' if count > 1 else ''}")


def _add_text(source: Path, name: str, cut: Cut, length: int | None) -> None:
    content = own_text.read(source)
    outcome = own_text.add([(source.name, content)], name, cut=cut, length=length)
    click.echo(
        f"{outcome.name}: {outcome.lines} lines of at most {outcome.length} {outcome.unit}s, "
        f"{outcome.words} different ones"
    )
    for note in outcome.notes:
        click.echo(note.render())


def _contents(outcome: data.own.Outcome, size: int) -> str:
    if outcome.paired:
        return f"{outcome.pictures} pairs of {size}x{size}, layout {outcome.layout}"
    if outcome.other:
        return (
            f"{outcome.pictures} pictures of {size}x{size}, and {outcome.other} of a second "
            f"domain, layout {outcome.layout}"
        )
    classes = outcome.classes
    labels = f", {len(classes)} labels: {', '.join(classes)}" if classes else ""
    return f"{outcome.pictures} pictures of {size}x{size}{labels}"
