"""Runs that went wrong: pages say so and stay usable."""

from __future__ import annotations

import json

import pytest

from gan_core.errors import Message
from gan_core.files.atomic import read_json, write_json
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.training.session import open_session
from tests.pages.conftest import Open
from tests.pages.test_train_page import followed, news
from ui.train.live_routes import message


def ended(state: str, why: str = "") -> RunFolder:
    config = new_config("vanilla", "mnist", changes={"width": 4, "latent": 4}, steps=6, name="mine")
    folder = Store().create(config)
    session = open_session(folder)
    for event in session.rounds():
        if event.step == 3:
            break
    session.close(state, Message(why) if why else None)  # type: ignore[arg-type]
    return folder


@pytest.mark.parametrize("page", ["train.py", "runs.py"])
def test_a_diverged_run_is_shown_with_its_reason(open_page: Open, page: str) -> None:
    folder = ended("diverged", "G/loss is not a finite number any more.")
    with open(folder.path / "events.jsonl", "a", encoding="utf-8") as events:
        events.write(json.dumps({"event": "Stepped", "step": 4, "mean": {"G/loss": 1e999}}) + "\n")
    app = open_page(page, run=folder.id, show=folder.id)
    assert not app.exception
    assert any("not a finite number" in error.value for error in app.error)
    assert set(followed(app)) >= {"numbers", "charts"}
    content = message(folder.id, "en") or b""
    assert (
        len(news(folder.id)["charts"]) >= 3 and b"Infinity" not in content and b"NaN" not in content
    )


@pytest.mark.parametrize("state", ["interrupted", "stopped", "failed"])
def test_a_run_that_ended_early_can_go_on(open_page: Open, state: str) -> None:
    folder = ended(state)
    app = open_page("train.py", run=folder.id)
    go_on = next(button for button in app.button if button.label == "Go on")
    go_on.click().run()
    assert not app.exception
    assert followed(app)["numbers"] == folder.id and view(folder.id).state in (
        "queued",
        "running",
        "done",
    )


@pytest.mark.parametrize(
    "change", [{"schema_version": 2}, {"recipe": "unheard"}, {"params": {"batch": 0}}]
)
@pytest.mark.parametrize("page", ["home.py", "train.py", "runs.py", "latent.py", "models.py"])
def test_a_run_of_another_version_takes_no_page_down(
    open_page: Open, page: str, change: dict[str, object]
) -> None:
    folder = ended("done")
    raw = read_json(folder.path / "run.json")
    write_json(folder.path / "run.json", {**raw, **change})
    assert not open_page(page).exception
    linked = open_page(page, run=folder.id, show=folder.id, model=folder.id)
    assert not linked.exception


@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"no picture"])
def test_a_damaged_grid_takes_no_page_down(open_page: Open, content: bytes) -> None:
    folder = ended("done")
    folder.samples()[0][1].write_bytes(content)
    app = open_page("runs.py", show=folder.id)
    assert not app.exception and len(app.main.get("bidi_component")) == 3
    assert news(folder.id)["state"] == "done ended"
