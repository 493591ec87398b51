"""What the lab's commands list: data, scenes, and which lab an address means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from gan_core.cli.lab import lab
from gan_core.cli.models import echo_json


@lab.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def shapes(as_json: bool) -> None:
    """List the data: shapes in the plane."""
    from gan_core.data.plane import SHAPES, shape

    rows = [_described(shape(name)) for name in SHAPES]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        modes = f"{row['modes']} modes, sigma {row['sigma']:g}" if row["modes"] else ""
        click.echo(f"{row['name']:11} {row['title']:15} {modes}".rstrip())


def _described(one: Any) -> dict[str, Any]:
    centres: Sequence[Any] = () if one.centres is None else one.centres
    return {
        "name": one.name,
        "title": one.title,
        "modes": len(centres),
        "sigma": one.sigma,
        "points": len(one.content),
    }


@lab.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the texts.")
def scenes(as_json: bool) -> None:
    """List the scenes: settings that show one thing each."""
    from gan_core.cli.lab_config import address
    from gan_core.lab.config import to_link
    from gan_core.lab.scenes import SCENES

    rows = [{**asdict(scene), "address": address(to_link(scene.config()))} for scene in SCENES]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        only = "" if row["who"] == "both" else f"   (--who {row['who']})"
        click.echo(f"{row['name']:10} {row['title']}{only}\n{'':10} lab?{row['address']}")


@lab.command()
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every setting.")
def link(words: str, as_json: bool) -> None:
    """Say which lab the address WORDS means: a whole one, or its part after the ?."""
    from gan_core.cli.lab_config import address, linked
    from gan_core.lab.config import to_link

    config = linked(words)
    if as_json:
        echo_json({**config.model_dump(), "settings": config.settings().model_dump()})
        return
    drawing = f"--drawing {config.drawing}" if config.drawing else f"--shape {config.shape}"
    pairs = "".join(f" --set {key}={value}" for key, value in config.changes.items())
    click.echo(f"python -m gan_core lab play {drawing} --seed {config.seed}{pairs}")
    click.echo(f"address: lab?{address(to_link(config))}")
