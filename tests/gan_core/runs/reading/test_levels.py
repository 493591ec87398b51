"""From which step on a reading is compared with the equilibrium of the settings in force."""

from __future__ import annotations

from typing import Any

import pytest

from gan_core.runs.config import RunConfig, new_config
from gan_core.runs.reading.levels import Level, equilibrium_of
from gan_core.runs.record.history import History
from gan_core.runs.training.session import open_session
from tests.gan_core.runs.test_changing import NewRun

QUICK = {"g_width": 4, "d_width": 4, "batch": 8, "latent": 4}


def config(**more: Any) -> RunConfig:
    return new_config("maxout", "mnist", preset="fast", changes={**QUICK, **more}, threads=1)


def change(step: int, what: str, value: object, before: object = "") -> dict[str, Any]:
    return {"event": "Changed", "step": step, "what": what, "value": str(value),
            "before": str(before)}  # fmt: skip


def since(made: RunConfig, *changes: dict[str, Any]) -> dict[str, int]:
    return {name: level.since for name, level in equilibrium_of(made, changes).items()}


def test_whatever_setting_moves_a_reference_moves_its_line() -> None:
    moved = since(config(d_weight=0.5), change(40, "d_weight", 0.5, 1.0))
    assert moved == {"D/loss": 40, "G/loss": 0, "D(real)": 0, "D(fake)": 0}
    assert since(config(lr=1e-3), change(40, "lr", 1e-3, 2e-3)) == dict.fromkeys(moved, 0)
    assert since(config(), change(40, "optimizer", "adam", "sgd")) == dict.fromkeys(moved, 0)


def test_the_newest_change_that_moved_a_level_counts() -> None:
    first, second = change(10, "d_weight", 0.5, 1.0), change(30, "d_weight", 0.25, 0.5)
    assert since(config(d_weight=0.25), first, second)["D/loss"] == 30
    back = [first, change(30, "d_weight", 1.0, 0.5), change(50, "lr", 1e-4, 1e-3)]
    assert since(config(lr=1e-4), *back)["D/loss"] == 30


def test_changes_made_together_count_as_one() -> None:
    made = config(objective="least_squares", smoothing=0.0)
    told = [change(20, "objective", "least_squares", "nonsaturating"),
            change(20, "smoothing", 0.0, 0.1)]  # fmt: skip
    found = equilibrium_of(made, told)
    assert found["D/loss"].since == 20 and found["D(real)"].since == 20


@pytest.mark.parametrize("value", [0.5, 0.25])
def test_files_that_do_not_say_what_was_before_are_read(value: float) -> None:
    old = {key: text for key, text in change(40, "d_weight", value).items() if key != "before"}
    assert since(config(d_weight=value), old)["D/loss"] == 40
    twice = [{**old, "value": "0.25"}, {**old, "step": 60, "value": "0.25"}]
    assert since(config(d_weight=0.25), *twice)["D/loss"] == 40


def test_a_run_says_what_a_setting_was_before_it_changed(new_run: NewRun) -> None:
    session = open_session(new_run("maxout"))
    for _event in session.rounds():
        if session.step == 3:
            break
    session.change({"d_weight": 0.5})
    session.close("stopped")
    history = History(session.folder).refresh()
    (told,) = history.changes()
    assert (told["what"], told["value"], told["before"]) == ("d_weight", "0.5", "1.0")
    found = equilibrium_of(session.folder.config(), history.changes())
    assert found["D/loss"].since == 3
    assert found["G/loss"] == Level(found["G/loss"].value)
