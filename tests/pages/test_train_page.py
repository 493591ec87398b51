"""The Train page: set-up, wrong values, Start, a second Start, the link, the buttons."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.errors import UserError
from gan_core.files.atomic import write_json
from gan_core.recipes import RECIPES
from gan_core.runs.config import NAME_LIMIT
from gan_core.runs.engine import job
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from tests.gan_core import tiny
from tests.pages.conftest import Open
from tests.patience import PATIENCE
from ui.settings.form import FOLDS
from ui.train.live_routes import message


def linked_run(app: AppTest) -> str:
    value = app.query_params["run"]
    return value if isinstance(value, str) else value[0]


def started(open_page: Open) -> tuple[AppTest, str]:
    app = open_page("train.py")
    app.selectbox(key="recipe").select("vanilla").run()
    app.button(key="start").click().run()
    assert not app.exception
    return app, linked_run(app)


def followed(app: AppTest) -> dict[str, str]:
    """Return which run each live part of the page follows."""
    parts = [
        json.loads(item.proto.json)
        for item in app.main.get("bidi_component")
        if "live" in item.proto.component_name
    ]
    return {part["part"]: part["url"].rsplit("/", 1)[1] for part in parts}


def news(run_id: str) -> dict[str, Any]:
    """Return what the parts of the page are told of the run."""
    return dict(json.loads(message(run_id, "en") or b""))


def test_a_run_that_ended_is_shown_and_seldom_asked_for(open_page: Open) -> None:
    app, run_id = started(open_page)
    assert set(followed(app)) == {"numbers", "picture", "charts"}
    until(lambda: view(run_id).step > 0)
    engine().command(Store().get(run_id), "stop")
    until(lambda: view(run_id).live is None)
    app.run()
    assert not app.exception and set(followed(app)) == {"numbers", "picture", "charts"}
    seen = news(run_id)
    assert seen["numbers"][0] == ["State", "stopped"] and len(seen["charts"]) >= 3
    assert seen["state"] == "stopped ended" and seen["again"] >= 5


def until(condition: Any, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_start_trains_and_the_link_finds_the_run_from_a_new_session(open_page: Open) -> None:
    _app, run_id = started(open_page)
    until(lambda: view(run_id).step > 0)
    other = open_page("train.py", run=run_id)
    assert other.subheader[0].value.startswith("vanilla")
    assert followed(other) == {"numbers": run_id, "picture": run_id, "charts": run_id}


def test_a_run_whose_link_was_lost_is_offered(open_page: Open) -> None:
    _app, run_id = started(open_page)
    other = open_page("train.py")
    other.button(key=f"open_{run_id}").click().run()
    assert linked_run(other) == run_id


def test_a_second_start_says_what_happens_to_the_first_and_keeps_it(open_page: Open) -> None:
    _app, first = started(open_page)
    other = open_page("train.py")
    assert any("None is stopped" in text.value for text in other.caption)
    other.selectbox(key="recipe").select("vanilla").run()
    other.button(key="start").click().run()
    assert linked_run(other) != first
    assert set(engine().running()) == {first, linked_run(other)}


def test_pause_step_go_on_and_stop(open_page: Open) -> None:
    app, run_id = started(open_page)
    until(lambda: view(run_id).step > 0)
    app.button(key="do_pause").click().run()
    until(lambda: view(run_id).state == "paused")
    before = view(run_id).step
    app.run().button(key="do_step").click().run()
    until(lambda: view(run_id).state == "paused" and view(run_id).step > before)
    assert view(run_id).step == before + 1
    app.run().button(key="do_resume").click().run()
    until(lambda: view(run_id).step > before + 1)
    app.run().button(key="do_stop").click().run()
    until(lambda: view(run_id).live is None)
    assert view(run_id).status.state == "stopped"
    assert view(run_id).status.saved_step == view(run_id).step


def test_the_page_says_that_a_run_stops_before_it_has(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, run_id = started(open_page)
    until(lambda: view(run_id).step > 0)
    obey, go_on = job.Job._obey, threading.Event()
    monkeypatch.setattr(job.Job, "_obey", lambda *args: go_on.wait(PATIENCE) and obey(*args))
    app.button(key="do_stop").click().run()
    live = engine().live(run_id)
    go_on.set()
    assert live is not None and live.pending == "stop"
    until(lambda: view(run_id).live is None)
    assert view(run_id).status.state == "stopped"


@pytest.mark.parametrize(
    ("setting", "value"),
    [("batch", 0), ("batch", -3), ("batch", 10**9), ("lr", -1.0), ("latent", 0), ("latent", 10**7)],
)
def test_a_wrong_value_gets_the_command_lines_sentence_and_no_start(
    open_page: Open, setting: str, value: float
) -> None:
    app = open_page("train.py")
    app.number_input(key=f"set_dcgan_fast_{setting}").set_value(value).run()
    with pytest.raises(UserError) as caught:
        RECIPES["dcgan"].preset("fast", {setting: value})
    (error,) = app.error
    field = RECIPES["dcgan"].settings.model_fields[setting]
    said = str(caught.value).replace(setting, str(field.title), 1)  # by its name on the page
    assert error.value.replace("\\", "") == said != str(caught.value)
    assert app.button(key="start").disabled
    assert error.value in [caption.value for caption in app.caption]  # beside Start too


@pytest.mark.parametrize(("key", "value"), [("seed", -1), ("threads", -2)])
def test_a_wrong_seed_or_thread_count_is_refused(open_page: Open, key: str, value: int) -> None:
    name = {"seed": "Seed", "threads": "CPU threads"}[key]
    app = open_page("train.py")
    app.number_input(key=key).set_value(value).run()
    assert len(app.error) == 1 and app.error[0].value.startswith(f"{name} must be at least")
    assert app.button(key="start").disabled


def test_changes_are_marked_and_reset(open_page: Open) -> None:
    app = open_page("train.py")
    widget = "set_dcgan_fast_batch"
    app.number_input(key=widget).set_value(32).run()
    assert "●" in app.number_input(key=widget).label
    assert any("64 → **32**" in text.value for text in app.markdown)
    app.button(key="reset_form").click().run()
    assert app.number_input(key=widget).value == 64
    assert "●" not in app.number_input(key=widget).label


def test_settings_that_are_folded_away_still_count(open_page: Open) -> None:
    app = open_page("train.py")
    widget = "set_dcgan_fast_latent"
    app.number_input(key=widget).set_value(32).run()
    for fold in FOLDS.values():
        app.session_state[fold] = False
    app.run()
    assert not [one for one in app.number_input if one.key == widget]
    assert "100 → **32**" in " ".join(one.value for one in app.markdown)
    app.button(key="reset_form").click().run()
    assert "→" not in " ".join(one.value for one in app.markdown)
    for fold in FOLDS.values():
        app.session_state[fold] = True
    assert app.run().number_input(key=widget).value == 100


def test_a_link_to_a_run_that_is_gone_says_so_and_offers_the_set_up(open_page: Open) -> None:
    app = open_page("train.py", run="run_0123456789abcdef")
    assert "does not exist" in app.warning[0].value
    assert app.button(key="start")


@pytest.mark.parametrize("evil", ["../../etc/passwd", "run_..%2f", "<script>", "a" * 5000])
def test_a_hostile_link_is_only_a_run_that_does_not_exist(open_page: Open, evil: str) -> None:
    app = open_page("train.py", run=evil)
    assert not app.exception
    assert "does not exist" in app.warning[0].value


def test_a_run_has_the_name_it_was_given_or_a_numbered_one(open_page: Open) -> None:
    names = [view(started(open_page)[1]).config.name for _ in range(2)]
    assert names == ["vanilla fast", "vanilla fast 2"]
    app = open_page("train.py")
    app.text_input(key="name").set_value(" Mei  ").run()
    app.button(key="start").click().run()
    assert view(linked_run(app)).config.name == "Mei"


def test_a_run_at_its_end_is_made_longer_and_goes_on(open_page: Open) -> None:
    folder = Store().create(tiny.config(steps=4))
    engine().submit(folder)
    until(lambda: view(folder.id).live is None)
    app = open_page("train.py", run=folder.id)
    steps = app.number_input(key=f"longer_steps_{folder.id}_4")
    assert steps.value == 8 and steps.min == 5
    steps.set_value(10).run()
    app.button(key="longer").click().run()
    assert not app.exception
    until(lambda: view(folder.id).live is None)
    assert view(folder.id).state == "done" and view(folder.id).step == 10


def test_runs_of_the_longest_name_start_beside_a_damaged_one(open_page: Open) -> None:
    damaged = Store().create(tiny.config(steps=4))
    write_json(damaged.path / "run.json", {"schema_version": 9})
    names = []
    for _ in range(2):
        app = open_page("train.py")
        app.text_input(key="name").set_value("x" * NAME_LIMIT).run()
        app.button(key="start").click().run()
        assert not app.exception and not app.error
        names.append(view(linked_run(app)).config.name)
    assert names == ["x" * NAME_LIMIT, "x" * (NAME_LIMIT - 2) + " 2"]
