"""What a run is told: heard once, in order, whoever trains it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from gan_core.events import Stepped
from gan_core.runs.folder import RunFolder
from gan_core.runs.training.control import Control
from gan_core.runs.training.session import Session

NewRun = Callable[..., RunFolder]


@pytest.fixture
def run(new_run: NewRun) -> RunFolder:
    return new_run()


@pytest.fixture
def session(run: RunFolder) -> Iterator[Session]:
    session = Session(run)
    yield session
    session.close("stopped")


def test_commands_are_heard_once_and_only_new_ones(run: RunFolder) -> None:
    run.command("stop")
    control, session = Control(run), Session(run)
    assert control.obey(session) == [] and not control.unheard
    run.command("pause")
    run.command("resume")
    assert control.unheard
    assert control.obey(session) == ["pause", "resume"]
    assert control.obey(session) == [] and not control.unheard and control.state == "running"
    session.close("stopped")


def test_what_is_no_command_is_passed_over(run: RunFolder, session: Session) -> None:
    control = Control(run)
    with open(run.path / "control.jsonl", "a", encoding="utf-8") as file:
        file.write('{"command": "dance", "time": 1}\n[]\nnoise\n{"command": "pau')
    assert control.obey(session) == [] and control.state == "running"
    with open(run.path / "control.jsonl", "a", encoding="utf-8") as file:
        file.write('se", "time": 1, "settings": {}}\n')
    assert control.obey(session) == ["pause"] and control.state == "paused"


def test_nothing_is_obeyed_after_a_stop(run: RunFolder, session: Session) -> None:
    control = Control(run)
    for command in ("save", "stop", "resume"):
        run.command(command)
    assert control.obey(session) == ["save", "stop"] and control.state == "stopped"
    assert run.status().saved_step == session.step


def test_so_many_single_rounds_are_played_as_were_asked_for(
    run: RunFolder, session: Session
) -> None:
    control = Control(run)
    run.command("pause")
    control.obey(session)
    assert run.status().state == "paused"
    run.command("step")
    run.command("step")
    control.obey(session)
    rounds = (event for event in session.rounds() if isinstance(event, Stepped))
    assert control.state == "running"
    assert [control.note_round(session) for _ in islice(rounds, 2)] == [False, True]
    assert control.state == "paused" and not control.note_round(session)


@pytest.mark.parametrize(
    ("settings", "refused"), [({"lr": 0.5}, None), ({"lr": -1}, "lr"), ({"moon": 1}, "moon")]
)
def test_a_change_is_made_or_it_is_said_why_not(
    run: RunFolder, session: Session, settings: dict[str, Any], refused: str | None
) -> None:
    control = Control(run)
    run.command("change", settings)
    assert control.obey(session) == ["change"]
    if refused is None:
        assert control.refused is None and session.design.settings.lr == 0.5
    else:
        assert control.refused is not None and refused in control.refused.render()
