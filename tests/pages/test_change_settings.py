"""Settings changed on a run's page: in the run while it trains, or in a branch of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from gan_core.runs.engine.current import engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.record.history import History
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import wait
from tests.pages.conftest import Open
from tests.pages.test_train_page import linked_run


@pytest.fixture
def run() -> Iterator[RunFolder]:
    folder = Store().create(tiny.config(steps=10**6))
    engine().submit(folder)
    wait(lambda: folder.status().state == "running", "rounds")
    yield folder
    engine().command(folder, "stop")


def field(app: AppTest, run: RunFolder, name: str) -> NumberInput:
    """Return the number field of a setting in the box."""
    mine = [item for item in app.number_input if f"change_{run.id}_" in (item.key or "")]
    (found,) = [item for item in mine if f"_{name}_" in (item.key or "")]
    return found


def test_a_rate_is_changed_in_the_run_and_the_box_shows_it(open_page: Open, run: RunFolder) -> None:
    app = open_page("train.py", run=run.id)
    assert app.button(key="apply_changes").disabled
    field(app, run, "lr").set_value(1e-5).run()
    assert any("Not applied yet" in text.value for text in app.markdown)
    app.button(key="apply_changes").click().run()
    assert not app.exception
    wait(lambda: run.config().settings.lr == 1e-5, "the change")
    events = History(run).refresh().events
    assert [e["value"] for e in events if e["event"] == "Changed" and e["what"] == "lr"]
    app.run()
    assert field(app, run, "lr").value == 1e-5 and app.button(key="apply_changes").disabled


def test_what_was_changed_and_changed_back_is_not_asked_for_again(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("train.py", run=run.id)
    before = run.config().settings.lr
    for value in (1e-5, before):
        field(app, run, "lr").set_value(value).run()
        app.button(key="apply_changes").click().run()
        wait(lambda value=value: run.config().settings.lr == value, "the change")
        app.run()
        assert field(app, run, "lr").value == value and app.button(key="apply_changes").disabled


def test_a_change_from_elsewhere_is_shown_and_leaves_what_was_typed(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("train.py", run=run.id)
    field(app, run, "lr").set_value(1e-5).run()
    engine().command(run, "change", {"beta1": 0.25})
    wait(lambda: run.config().settings.beta1 == 0.25, "the change")
    app.run()
    assert field(app, run, "beta1").value == 0.25 and field(app, run, "lr").value == 1e-5
    assert view(run.id).situation == "running 1 changes"


def test_a_run_that_has_ended_meanwhile_is_not_said_to_have_changed(
    open_page: Open, run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("train.py", run=run.id)
    field(app, run, "lr").set_value(1e-5).run()
    monkeypatch.setattr(type(engine()), "command", lambda *_: False)
    app.button(key="apply_changes").click().run()
    assert "ended meanwhile" in app.error[0].value and not app.toast
    monkeypatch.undo()


def test_what_is_fixed_is_not_offered_and_a_wrong_value_cannot_be_applied(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("train.py", run=run.id)
    offered = [item.key or "" for item in app.number_input]
    assert not [key for key in offered if "_latent_" in key]
    field(app, run, "batch").set_value(0).run()
    assert "batch" in app.error[0].value.lower() and app.button(key="apply_changes").disabled


def test_a_branch_takes_the_change_and_the_run_does_not(open_page: Open, run: RunFolder) -> None:
    app = open_page("train.py", run=run.id)
    before = run.config().settings.lr
    field(app, run, "lr").set_value(1e-5).run()
    app.button(key="branch_changes").click().run()
    assert not app.exception
    (branch,) = [one for one in Store().own() if one.id != run.id]
    assert branch.config().settings.lr == 1e-5 and run.config().settings.lr == before
    assert linked_run(app) == branch.id
