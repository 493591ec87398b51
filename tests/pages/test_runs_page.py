"""The Runs page: replay, rename, duplicate, filter, delete with undo."""

from __future__ import annotations

import pytest

from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from tests.pages.conftest import Open
from tests.pages.test_train_page import followed, news


@pytest.fixture
def run() -> RunFolder:
    config = new_config("vanilla", "mnist", changes={"width": 4, "latent": 4}, steps=3, name="mine")
    folder = Store().create(config)
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


def test_a_recorded_run_is_there_from_the_start(open_page: Open) -> None:
    app = open_page("runs.py")
    shown = followed(app)
    assert set(shown) == {"numbers", "charts"} and len(app.main.get("bidi_component")) == 3
    seen = news(shown["charts"])
    assert seen["numbers"][0] == ["State", "done"] and len(seen["charts"]) >= 3
    assert all(chart["lines"][0]["points"] for chart in seen["charts"])


def test_a_run_is_renamed(open_page: Open, run: RunFolder) -> None:
    app = open_page("runs.py", show=run.id)
    app.text_input[1].set_value("  *new* name ")
    next(b for b in app.button if b.proto.is_form_submitter).click().run()
    assert run.config().name == "*new* name"


def test_a_run_is_duplicated(open_page: Open, run: RunFolder) -> None:
    app = open_page("runs.py", show=run.id)
    app.button(key=f"duplicate_{run.id}").click().run()
    names = {folder.config().name for folder in Store().own()}
    assert names == {"mine", "mine (copy)"}


def test_a_deleted_run_comes_back_by_undo(open_page: Open, run: RunFolder) -> None:
    app = open_page("runs.py", show=run.id)
    app.button(key=f"delete_{run.id}").click().run()
    assert Store().own() == []
    app.button(key="undo_delete").click().run()
    assert [folder.id for folder in Store().own()] == [run.id]
    assert not app.exception


def test_the_filter_shows_what_matches_and_says_when_nothing_does(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("runs.py")
    assert len(app.dataframe[0].value) == 1 + len(Store().recorded())
    app.text_input(key="run_filter").set_value("vanilla").run()
    assert list(app.dataframe[0].value["Name"]) == ["mine"]
    app.text_input(key="run_filter").set_value("no such run").run()
    assert any("No run matches" in text.value for text in app.info)
