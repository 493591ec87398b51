"""Commands that tend a run: diagnose it, change its settings, branch it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gan_core.cli.group import cli
from gan_core.cli.models import echo_json
from gan_core.diagnosis.doctor import diagnose
from gan_core.diagnosis.states import TITLES
from gan_core.diagnosis.symptoms import symptoms_of
from gan_core.runs.changing import with_changes
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.branching import branch_run
from gan_core.runs.lock import writer_alive
from gan_core.runs.record.history import History
from gan_core.runs.training.session import open_session
from gan_core.settings.base import parse_settings

RUN = click.argument("run", type=click.Path(path_type=Path))
SETTINGS = click.option("--set", "settings", multiple=True, required=True, metavar="KEY=VALUE")


@cli.command("diagnose")
@RUN
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the symptoms.")
def diagnose_run(run: Path, as_json: bool) -> None:
    """Say how the run in folder RUN is doing, why, and what may help."""
    folder = RunFolder(run)
    config = folder.config()
    symptoms = symptoms_of(History(folder).refresh(), config.roles)
    diagnosis = diagnose(symptoms, config.gan, config.settings)
    helps = [
        {"text": one.text.render(), "settings": dict(one.changes)} for one in diagnosis.remedies
    ]
    if as_json:
        document = {
            "state": diagnosis.state,
            "why": diagnosis.why.render(),
            "source": diagnosis.paper,
        }
        echo_json({**document, "remedies": helps, "symptoms": asdict(symptoms)})
        return
    click.echo(f"{TITLES[diagnosis.state]}: {diagnosis.why.render()}")
    if diagnosis.paper:
        click.echo(f"After {diagnosis.paper}")
    for one in helps:
        pairs = " ".join(f"--set {key}={value}" for key, value in _items(one["settings"]))
        click.echo(f"  {one['text']}: {pairs}")


def _items(settings: Any) -> list[tuple[str, Any]]:
    return list(settings.items())


@cli.command()
@RUN
@SETTINGS
def change(run: Path, settings: tuple[str, ...]) -> None:
    """Change settings of the run in folder RUN, whether it trains now or stands still."""
    folder, changes = RunFolder(run), parse_settings(settings)
    config = folder.config()
    with_changes(config.gan, config.settings, changes)
    if writer_alive(folder.path):
        folder.command("change", changes)
        click.echo("the process that trains it will change it after the round in progress")
        return
    before = folder.status()
    session = open_session(folder)
    try:
        session.change(changes)
    finally:
        state = "stopped" if before.state == "interrupted" else before.state
        session.close(state, before.why)
    click.echo(f"changed from step {session.step} on")


@cli.command()
@RUN
@SETTINGS
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new run's folder.")
@click.option("--name", help="Display name; default: that of the run.")
def branch(run: Path, settings: tuple[str, ...], out: Path, name: str | None) -> None:
    """Copy the run in folder RUN; the copy goes on with other settings, by the command resume."""
    child = branch_run(RunFolder(run), out, name, parse_settings(settings))
    click.echo(f"branched at step {child.status().step}: {child.path}")
