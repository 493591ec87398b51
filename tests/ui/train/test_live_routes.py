"""The routes by which a page follows a run: numbers, curves and picture, for one or for a class."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from gan_core.runs.engine.current import close_engine, engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.reading import view as views
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import wait
from tests.loops import done
from ui.train import live_routes
from ui.train.curves import POINTS

ENDPOINTS = {route.path.rsplit("/", 1)[1]: route.endpoint for route in live_routes.ROUTES}


@pytest.fixture
def run() -> Iterator[RunFolder]:
    live_routes._MESSAGES.clear()
    folder = Store().create(tiny.config(steps=10**6))
    engine().submit(folder)
    wait(lambda: live(folder.id)["step"] > 3, "rounds")
    yield folder
    close_engine()


def ask(what: str, run_id: str, query: str = "") -> Response:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [],
        "query_string": query.encode(),
        "path_params": {"run": run_id},
    }
    return done(ENDPOINTS[what](Request(scope)))


def live(run_id: str, lang: str = "en") -> dict[str, Any]:
    return dict(json.loads(bytes(ask("live", run_id, f"lang={lang}").body)))


def stop(run: RunFolder) -> None:
    engine().command(run, "stop")
    wait(lambda: engine().live(run.id) is None, "the end")


def test_it_tells_what_the_page_shows(run: RunFolder) -> None:
    wait(lambda: live(run.id)["frame"] is not None, "a picture")
    told = live(run.id)
    names = [name for name, _value in told["numbers"]]
    assert told["state"] == "running" and names[:2] == ["State", "Step"]
    assert told["charts"][0]["key"] == "loss"
    points = told["charts"][0]["lines"][0]["points"]
    steps = [at for at, _value in points]
    assert steps == sorted(set(steps)) and steps[0] >= 1 and steps[-1] > 3 and len(steps) <= POINTS
    # Readings are written at the end of a turn, just before the run says how far it is.
    wait(lambda: live(run.id)["step"] >= points[-1][0], "the step of the newest reading")


def test_an_equilibrium_holds_from_the_change_of_objective_on(run: RunFolder) -> None:
    loss = live(run.id)["charts"][0]["lines"][0]
    assert loss["since"] == 0 and loss["newest"] is not None
    engine().command(run, "change", {"objective": "least_squares", "smoothing": 0.0})
    wait(lambda: live(run.id)["state"] != "running", "the change")
    told = live(run.id)
    (moved,) = {step for step, words in told["changes"] if words.startswith("Objective")}
    assert [moved, "Objective Least squares"] in told["changes"]
    assert any(words.startswith("目标函数") for _, words in live(run.id, "zh")["changes"])
    now = told["charts"][0]["lines"][0]
    assert now["since"] == moved > 0 and now["level"] != loss["level"]


def test_it_speaks_the_readers_language(run: RunFolder) -> None:
    assert live(run.id, "zh")["numbers"][0][0] == "状态"
    assert live(run.id, "xx")["numbers"][0][0] == "State"


def test_the_picture_is_the_newest_grid_by_the_weights_asked_for(run: RunFolder) -> None:
    wait(lambda: (found := engine().live(run.id)) is not None and found.frame is not None, "one")
    stop(run)
    frame = views.view(run.id).frame
    assert frame is not None
    for raw in (False, True):
        answer = ask("frame", run.id, f"raw={int(raw)}")
        assert bytes(answer.body) == frame.sheet(raw=raw)
        assert answer.media_type == "image/png"


def test_grids_are_drawn_only_for_a_page_that_shows_them() -> None:
    folder = Store().create(tiny.config(steps=10**6))
    engine().submit(folder)

    def step() -> int:
        return int(json.loads(bytes(ask("live", folder.id, "lang=en&picture=0").body))["step"])

    try:
        wait(lambda: step() > 30, "rounds")
        known = engine().live(folder.id)
        assert known is not None and known.frame is None
        wait(lambda: live(folder.id)["frame"] is not None, "a picture")
        wait(lambda: (now := engine().live(folder.id)) is not None and now.frame is not None, "one")
    finally:
        close_engine()


def test_the_end_of_a_run_is_told_at_once(run: RunFolder) -> None:
    assert live(run.id)["state"] == "running"
    stop(run)
    assert live(run.id)["state"] == "stopped ended"


def test_a_class_costs_one_look(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    real = views.view

    def counted(run_id: str, *, watch: bool = False) -> views.RunView:
        looks.append(run_id)
        return real(run_id, watch=watch)

    monkeypatch.setattr(views, "view", counted)
    monkeypatch.setattr(live_routes, "FRESH_SECONDS", 60.0)
    live_routes._MESSAGES.clear()
    assert len({json.dumps(live(run.id)) for _viewer in range(30)}) == 1
    assert looks == [run.id]


@pytest.mark.parametrize("evil", ["../../etc/passwd", "run_0123456789abcdef", "a" * 5000, ""])
def test_a_run_that_is_not_here_is_gone(evil: str) -> None:
    for what in ENDPOINTS:
        assert ask(what, evil).status_code == 410


def test_what_was_told_is_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_routes, "MOST_CACHED", 2)
    live_routes._MESSAGES.clear()
    for _number in range(4):
        live(Store().create(tiny.config(steps=5)).id)
    assert len(live_routes._MESSAGES) == 2
