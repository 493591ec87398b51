"""The doctor on a run's page: it speaks, a remedy is applied to the run, or to a branch of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.diagnosis.remedies import Remedy
from gan_core.errors import Message
from gan_core.events import Changed
from gan_core.runs.engine.current import close_engine, engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.record.history import History
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import wait
from tests.pages.conftest import Open
from ui.train import doctor

ADVICE = Remedy(Message("Take smaller steps"), {"lr": 1e-5})


@pytest.fixture(autouse=True)
def ill(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every run is found collapsed, whatever it does."""
    from gan_core.diagnosis.doctor import Diagnosis

    found = Diagnosis("collapse", Message("All alike."), "Someone 2018", (ADVICE,))
    monkeypatch.setattr(doctor, "diagnose", lambda *_: found)
    yield
    close_engine()


def training(steps: int = 10**6) -> RunFolder:
    folder = Store().create(tiny.config(steps=steps))
    engine().submit(folder)
    wait(lambda: (engine().live(folder.id) or _ended()).step > 3, "rounds")
    return folder


def _ended() -> Any:
    raise AssertionError("the run ended")


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_it_says_what_and_after_whom(open_page: Open) -> None:
    folder = training()
    app = open_page("train.py", run=folder.id)
    said = " ".join(part.value for part in (*app.markdown, *app.caption))
    assert "Mode collapse" in said and "All alike" in said and "Someone 2018" in said
    assert "Take smaller steps" in said


def test_apply_changes_the_run_that_trains(open_page: Open) -> None:
    folder = training()
    app = press(open_page("train.py", run=folder.id), "apply_collapse_0")
    assert not app.exception and "Learning rate 1e-05" in app.toast[0].value
    wait(lambda: folder.config().settings.lr == 1e-5, "the change")
    events = History(folder).refresh().events
    assert [e["value"] for e in events if e["event"] == Changed.__name__ and e["what"] == "lr"]


def test_a_branch_leaves_the_run_as_it_is_and_its_page_opens(open_page: Open) -> None:
    folder = training()
    engine().command(folder, "stop")
    wait(lambda: engine().live(folder.id) is None, "the end")
    app = open_page("train.py", run=folder.id)
    with pytest.raises(KeyError):
        app.button(key="apply_collapse_0")
    app = press(app, "branch_collapse_0")
    assert not app.exception
    shown = app.query_params["run"]
    branch = Store().get(shown if isinstance(shown, str) else shown[0])
    assert branch.id != folder.id and branch.config().parent == folder.id
    assert (branch.config().settings.lr, folder.config().settings.lr) == (1e-5, 2e-4)
    assert branch.config().name.endswith("Learning rate 1e-05")
