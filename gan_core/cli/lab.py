"""The 2-D lab at the command line: what its page can do, without a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gan_core.cli.group import cli
from gan_core.cli.lab_setting import WHO, of_a_lab
from gan_core.cli.models import echo_json
from gan_core.errors import N_, GanvasError, UserError

if TYPE_CHECKING:
    from gan_core.cli.lab_setting import Changes
    from gan_core.cli.lab_words import JsonLines, Table
    from gan_core.lab.bench import Bench
    from gan_core.lab.setting import Who

who_trains = click.option(
    "--who", type=click.Choice(WHO), help="Who trains.  [default: both, or as in the scene]"
)


@cli.group()
def lab() -> None:
    """The 2-D lab: a GAN on points in the plane."""


@lab.command()
@of_a_lab
@click.option("--rounds", type=click.IntRange(0), default=1000, show_default=True)
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
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a table.")
def play(
    rounds: int,
    changes: tuple[str, ...],
    who: Who | None,
    score_every: int,
    points: Path | None,
    n: int,
    raw: bool,
    as_json: bool,
    **made: Any,
) -> None:
    """Play a lab and score G beside the floor: what as many real points score.

    It is the page's game bit for bit. To go back and branch, play again with another --change.
    """
    from gan_core.cli.lab_setting import changes_asked_for
    from gan_core.cli.lab_words import JsonLines, Table

    if points is not None and points.suffix != ".npy":
        raise UserError(N_("--points must end in .npy, not {name!r}."), name=points.name)
    bench = _begun(who, made)
    asked = changes_asked_for(changes, bench.setting, rounds)
    told = JsonLines() if as_json else Table()
    _play(bench, rounds, asked, score_every, told)
    told.ended(bench, "done" if bench.trouble is None else "diverged")
    if bench.trouble is not None:
        raise GanvasError(
            N_("The lab diverged at step {step}: {reading} is not a finite number any more."),
            step=bench.step,
            **bench.trouble.params,
        )
    if points is not None:
        _write(points, bench, n, raw)


def _begun(who: Who | None, made: dict[str, Any]) -> Bench:
    """Return the lab of `of_a_lab`'s options, before its first round."""
    from gan_core.cli.lab_setting import asked_for
    from gan_core.lab.bench import Bench

    bench = Bench(asked_for(**made))
    if who is not None:
        bench.train_only(who)
    return bench


def _play(
    bench: Bench, rounds: int, asked: Changes, score_every: int, told: Table | JsonLines
) -> None:
    from gan_core.cli.lab_setting import put
    from gan_core.lab.drawing import Drawing
    from gan_core.lab.scoring import Scorer

    scorer, drawing = Scorer(bench), Drawing(bench)
    known, noted = bench.lines.current.changes, 0
    while bench.trouble is None:
        if (score_every and bench.step and bench.step % score_every == 0) or bench.step == rounds:
            scorer.now()
            if scorer.latest is not None:
                arrows = drawing.arrows(drawing.fakes(raw=True))
                told.scored(bench, scorer.latest, arrows.mean)
        if bench.step == rounds:
            return
        put(bench, asked.get(bench.step, {}))
        for change in known[noted:]:
            told.changed(change.step, change.what, change.value)
        noted = len(known)
        bench.round()


def _write(out: Path, bench: Bench, n: int, raw: bool) -> None:
    import numpy as np
    import torch

    from gan_core.game import evaluating
    from gan_core.lab.drawing import Drawing
    from gan_core.rng import derive_seed

    stream = torch.Generator().manual_seed(derive_seed(bench.setting.seed, "taken home"))
    net = Drawing(bench).generator(raw=raw)
    with evaluating(net):
        points = net(torch.randn(n, bench.params.latent, generator=stream)).numpy()
    try:
        np.save(out, points)
    except OSError as error:
        raise UserError(
            N_("{path} could not be written: {why}."), path=str(out), why=error.strerror
        ) from None


@lab.command()
@of_a_lab
@click.option(
    "--after", type=click.IntRange(0), default=0, show_default=True, help="Rounds before."
)
@who_trains
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def parts(after: int, who: Who | None, as_json: bool, **made: Any) -> None:
    """Take a round apart: sample, score, loss, gradient, update of each move, with its numbers."""
    bench = _begun(who, made)
    while bench.trouble is None and bench.step < after:
        bench.round()
    if bench.trouble is not None:
        raise GanvasError(bench.trouble.text, **bench.trouble.params)
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
    from gan_core.cli.lab_setting import address
    from gan_core.lab.scenes import SCENES
    from gan_core.lab.setting import to_link

    rows = [{**asdict(scene), "address": address(to_link(scene.setting()))} for scene in SCENES]
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
    from gan_core.cli.lab_setting import address, linked
    from gan_core.lab.setting import to_link

    made = linked(words)
    if as_json:
        echo_json({**made.model_dump(), "settings": made.params().model_dump()})
        return
    drawing = f"--drawing {made.drawing}" if made.drawing else f"--shape {made.shape}"
    pairs = "".join(f" --set {key}={value}" for key, value in made.changes.items())
    click.echo(f"python -m gan_core lab play {drawing} --seed {made.seed}{pairs}")
    click.echo(f"address: lab?{address(to_link(made))}")
