"""Commands that train: train, resume."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from gan_core.cli.group import cli
from gan_core.events import Diverged, Event, Saved, Scored, StageDone, Stepped
from gan_core.runs import foreground
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.longer import lengthen
from gan_core.runs.training.session import Session, open_session
from gan_core.settings.base import parse_settings

REPORT_EVERY = 50


@cli.command()
@click.argument("recipe")
@click.option("--data", "data_name", required=True, help="Data set; see the command data.")
@click.option("--preset", help="Named settings of the recipe; default: its first.")
@click.option("--steps", type=int, help="Rounds in all.")
@click.option("--minutes", type=float, help="Instead: training time after start-up.")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides all randomness.")
@click.option("--threads", type=int, default=0, help="CPU threads; 0: the faster of 1 and all.")
@click.option("--device", help="cuda, mps or cpu; default: the first that is here.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
@click.option("--score-every", type=int, default=0, help="Rounds between scores; 0: never.")
@click.option("--name", help="Display name of the run.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The run's new folder.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a progress bar.")
def train(
    recipe: str,
    data_name: str,
    preset: str | None,
    steps: int | None,
    minutes: float | None,
    seed: int,
    threads: int,
    device: str | None,
    settings: tuple[str, ...],
    score_every: int,
    name: str | None,
    out: Path,
    as_json: bool,
) -> int:
    """Train RECIPE from the start; the folder --out keeps everything."""
    config = new_config(
        recipe,
        data_name,
        preset=preset,
        changes=parse_settings(settings),
        seed=seed,
        threads=threads,
        device=device,
        steps=steps,
        minutes=minutes,
        score_every=score_every,
        name=name,
    )
    return play(RunFolder.create(out, config), as_json)


@cli.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--steps", type=int, help="Rounds in all, counted from the run's beginning.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of a progress bar.")
def resume(run: Path, steps: int | None, as_json: bool) -> int:
    """Go on with the run in folder RUN from its newest checkpoint."""
    folder = RunFolder(run)
    if steps is not None:
        lengthen(folder, steps=steps)
    return play(folder, as_json)


def play(folder: RunFolder, as_json: bool) -> int:
    """Train the run in the foreground until it ends or is told to stop; return the exit code."""
    session = open_session(folder)
    with _stop_signals() as signals, _reporter(session, as_json) as report:
        status = foreground.play(session, report, lambda: bool(signals))
    if as_json:
        click.echo(json.dumps({"event": "Ended", "state": status.state, "step": status.step}))
    else:
        duration = f"{session.seconds:.0f} s of training"
        click.echo(f"{status.state} at step {status.step} after {duration}: {folder.path}")
    foreground.refuse_diverged(status)
    return 0


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Collect SIGINT and SIGTERM, so that the round in progress ends and is saved."""
    signals: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        signals.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _reporter(session: Session, as_json: bool) -> Iterator[Any]:
    """Yield what reports events: JSON lines, or a progress bar where there is a terminal."""
    if as_json:
        yield lambda event: _json_line(session, event)
        return
    timed = session.config.minutes is not None
    length = int(session.limit_seconds) if timed else session.total
    with click.progressbar(length=length, label=session.config.name, show_pos=True) as bar:

        def show(event: Event) -> None:
            position = int(session.seconds) if timed else session.step
            if isinstance(event, Stepped) and (event.step % 10 == 0 or position >= length):
                bar.update(max(0, min(position, length) - bar.pos))

        yield show


def _json_line(session: Session, event: Event) -> None:
    if isinstance(event, Stepped):
        if event.step % REPORT_EVERY:
            return
        line: dict[str, Any] = {"event": "Stepped", "step": event.step, "readings": session.latest}
    elif isinstance(event, (Saved, Scored, StageDone, Diverged)):
        line = {"event": type(event).__name__, **vars(event)}
    else:
        return
    click.echo(json.dumps({**line, "seconds": round(session.seconds, 2)}))
