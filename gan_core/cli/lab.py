"""The 2-D lab at the command line: what its page can do, without a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gan_core.cli.group import cli
from gan_core.cli.lab_config import WHO, of_a_lab
from gan_core.cli.lab_files import (
    check_name,
    from_a_file,
    lab_of_a_file,
    write_lab,
    write_points,
)
from gan_core.cli.models import echo_json
from gan_core.errors import N_, GanvasError

if TYPE_CHECKING:
    from gan_core.cli.lab_config import Changes
    from gan_core.cli.lab_words import JsonLines, Table
    from gan_core.lab.bench import Bench
    from gan_core.lab.who import Who

who_trains = click.option(
    "--who", type=click.Choice(WHO), help="Who trains.  [default: both, or as in the scene]"
)


@cli.group()
def lab() -> None:
    """The 2-D lab: a GAN on points in the plane."""


@lab.command()
@of_a_lab
@from_a_file
@click.option(
    "--rounds", type=click.IntRange(0), default=1000, show_default=True, help="How many to play."
)
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="STEP:KEY=VALUE",
    help="Change a setting (or who=G) after STEP rounds; optimizers keep their memory.",
)
@who_trains
@click.option(
    "--score-every", type=click.IntRange(0), default=0, help="Rounds between scores; 0: at the end."
)
@click.option(
    "--points",
    type=click.Path(path_type=Path),
    metavar="FILE.npy",
    help="Write G's points at the end: float32, N x 2.",
)
@click.option("--n", type=click.IntRange(1), default=2048, show_default=True, help="How many.")
@click.option("--raw", is_flag=True, help="Those of the plain weights of G instead of its EMA.")
@click.option(
    "--save",
    "saved",
    type=click.Path(path_type=Path),
    metavar="FILE.safetensors",
    help="Write the lab at the end, to go on from with --open or on the page.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a table.")
def play(
    rounds: int,
    changes: tuple[str, ...],
    who: Who | None,
    score_every: int,
    points: Path | None,
    n: int,
    raw: bool,
    saved: Path | None,
    as_json: bool,
    opened: Path | None,
    trained: bool,
    **options: Any,
) -> None:
    """Play a lab and score G beside the floor: what as many real points score.

    It is the page's game bit for bit. To go back and branch, play again with another --change.
    """
    from gan_core.cli.lab_config import changes_asked_for
    from gan_core.cli.lab_words import JsonLines, Table

    check_name("--points", points, ".npy")
    check_name("--save", saved, ".safetensors")
    bench = _begun(options, opened, trained)
    first, end = bench.step, bench.step + rounds
    old = len(bench.branches.current.changes)
    if who is not None:
        bench.train_only(who)
    schedule = changes_asked_for(changes, bench.config, end, first)
    told = JsonLines() if as_json else Table()
    _play(bench, end, schedule, score_every, told, old)
    told.ended(bench, "done" if bench.trouble is None else "diverged", trained)
    if bench.trouble is not None:
        raise GanvasError(
            N_("The lab diverged at step {step}: {reading} is not a finite number any more."),
            step=bench.step,
            **bench.trouble.values,
        )
    if points is not None:
        write_points(points, bench, n, raw)
    if saved is not None:
        write_lab(saved, bench)


def _begun(options: dict[str, Any], opened: Path | None = None, trained: bool = False) -> Bench:
    """Return the lab of the options: of a file, one that comes trained, or at step 0."""
    from gan_core.cli.lab_config import asked_for
    from gan_core.lab.bench import Bench

    if opened is not None or trained:
        return lab_of_a_file(opened, trained, options)
    return Bench(asked_for(**options))


def _play(
    bench: Bench, end: int, schedule: Changes, score_every: int, told: Table | JsonLines, noted: int
) -> None:
    """Play to step `end`; the first `noted` of the lab's changes are of before."""
    from gan_core.cli.lab_config import put
    from gan_core.lab.drawing import Drawing
    from gan_core.lab.scoring import Scorer

    scorer, drawing = Scorer(bench), Drawing(bench)
    known = bench.branches.current.changes
    while bench.trouble is None:
        if (score_every and bench.step and bench.step % score_every == 0) or bench.step == end:
            scorer.now()
            if scorer.latest is not None:
                arrows = drawing.arrows(drawing.fakes(raw=True))
                told.scored(bench, scorer.latest, arrows.mean)
        if bench.step == end:
            return
        put(bench, schedule.get(bench.step, {}))
        for change in known[noted:]:
            told.changed(change.step, change.what, change.value)
        noted = len(known)
        bench.round()


@lab.command()
@of_a_lab
@click.option(
    "--after", type=click.IntRange(0), default=0, show_default=True, help="Rounds before."
)
@who_trains
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def parts(after: int, who: Who | None, as_json: bool, **options: Any) -> None:
    """Take a round apart: sample, score, loss, gradient, update of each move, with its numbers."""
    bench = _begun(options)
    if who is not None:
        bench.train_only(who)
    while bench.trouble is None and bench.step < after:
        bench.round()
    if bench.trouble is not None:
        raise GanvasError(bench.trouble.text, **bench.trouble.values)
    found = _taken_apart(bench)
    if as_json:
        echo_json(found)
        return
    click.echo(f"round {bench.step}")
    for one in found:
        numbers = "  ".join(f"{key} {_number(value)}" for key, value in one["values"].items())
        click.echo(f"{one['player']}, move {one['of']}  {one['name']:9} {numbers}")


def _taken_apart(bench: Bench) -> list[dict[str, Any]]:
    from gan_core.lab.showing import part

    found, end = [], bench.step + 1
    while bench.trouble is None and bench.step < end:
        bench.take_part()
        now = part(bench)
        if now is not None:
            found.append(now)
    return found


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.6g}"


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
