"""The 2-D lab at the command line: what its page can do, without a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gan_core.cli.group import cli
from gan_core.cli.lab_config import WHO, of_a_lab
from gan_core.cli.lab_files import Output, from_a_file, into_files, lab_of_a_file
from gan_core.cli.models import echo_json
from gan_core.errors import GanvasError

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
@into_files
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a table.")
def play(
    rounds: int,
    changes: tuple[str, ...],
    who: Who | None,
    score_every: int,
    as_json: bool,
    file: Path | None,
    trained: bool,
    **options: Any,
) -> None:
    """Play a lab and score G beside the floor: what as many real points score.

    It is the page's game bit for bit. To go back and branch, play again with another --change.
    """
    from gan_core.cli.lab_config import schedule_of
    from gan_core.cli.lab_words import JsonLines, Table

    output = Output.of(options)
    bench = _new_bench(options, file, trained)
    first, end = bench.step, bench.step + rounds
    old = len(bench.branches.current.changes)
    if who is not None:
        bench.train_only(who)
    schedule = schedule_of(changes, bench.config, end, first)
    output_lines = JsonLines() if as_json else Table()
    _play(bench, end, schedule, score_every, output_lines, old)
    output_lines.ended(bench, "done" if bench.trouble is None else "diverged", trained)
    _refuse_trouble(bench)
    output.write(bench)


def _refuse_trouble(bench: Bench) -> None:
    """Raise GanvasError where the lab cannot play on."""
    if bench.trouble is not None:
        raise GanvasError(bench.trouble.text, **bench.trouble.values)


def _new_bench(options: dict[str, Any], file: Path | None = None, trained: bool = False) -> Bench:
    """Return the lab of the options: of a file, one that comes trained, or at step 0."""
    from gan_core.cli.lab_config import config_of
    from gan_core.lab.bench import Bench

    if file is not None or trained:
        return lab_of_a_file(file, trained, options)
    return Bench(config_of(**options))


def _play(
    bench: Bench,
    end: int,
    schedule: Changes,
    score_every: int,
    output_lines: Table | JsonLines,
    old: int,
) -> None:
    """Play to step `end`; the first `old` of the lab's changes are of before."""
    from gan_core.cli.lab_config import put
    from gan_core.lab.drawing import Drawing
    from gan_core.lab.scoring import Scorer

    scorer, drawing = Scorer(bench), Drawing(bench)
    changes = bench.branches.current.changes
    while bench.trouble is None:
        if (score_every and bench.step and bench.step % score_every == 0) or bench.step == end:
            scorer.now()
            if scorer.latest is not None:
                arrows = drawing.arrows(drawing.fakes(raw=True))
                output_lines.scored(bench, scorer.latest, arrows.mean)
        if bench.step == end:
            return
        put(bench, schedule.get(bench.step, {}))
        for change in changes[old:]:
            output_lines.changed(change.step, change.what, change.value)
        old = len(changes)
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
    bench = _new_bench(options)
    if who is not None:
        bench.train_only(who)
    while bench.trouble is None and bench.step < after:
        bench.round()
    _refuse_trouble(bench)
    moves = _round_in_parts(bench)
    if as_json:
        echo_json(moves)
        return
    click.echo(f"round {bench.step}")
    for one in moves:
        numbers = "  ".join(f"{key} {_number(value)}" for key, value in one["values"].items())
        click.echo(f"{one['player']}, move {one['of']}  {one['name']:9} {numbers}")


def _round_in_parts(bench: Bench) -> list[dict[str, Any]]:
    from gan_core.lab.showing import part

    moves, end = [], bench.step + 1
    while bench.trouble is None and bench.step < end:
        bench.take_part()
        now = part(bench)
        if now is not None:
            moves.append(now)
    return moves


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.6g}"
