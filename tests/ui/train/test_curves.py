"""All that a run has recorded is drawn, its scores beside what real items have."""

from __future__ import annotations

import json

import pytest

from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.training.session import open_session
from tests.gan_core import tiny
from ui.train.curves import charts_of
from ui.train.live_routes import message


@pytest.fixture
def scored() -> RunFolder:
    folder = Store().create(tiny.config("cdcgan", steps=4, score_every=2))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


def test_every_reading_is_drawn_once(scored: RunFolder) -> None:
    now = view(scored.id)
    drawn = [line.reading for one in charts_of(now, parts=True) for line in one.lines]
    assert set(drawn) == set(now.readings()) and len(drawn) == len(set(drawn))
    few = {line.reading for one in charts_of(now) for line in one.lines}
    scores = {name for name in now.readings() if name.startswith("score/")}
    assert {"score/modes", "score/fair_modes", "score/copying", "score/diversity"} <= scores <= few


def test_a_score_stands_beside_its_floor(scored: RunFolder) -> None:
    charts = {one["key"]: one for one in json.loads(message(scored.id, "en") or b"")["charts"]}
    (distance,) = charts["score-fd"]["lines"]
    assert distance["level"] == view(scored.id).floors()["score/fd"] and distance["since"] == 0
    assert charts["scores-count"]["title"].endswith("(dashed: of real items)")
    assert [line["level"] for line in charts["scores-count"]["lines"]] == [10, 10]
    zh = {one["key"]: one for one in json.loads(message(scored.id, "zh") or b"")["charts"]}
    assert zh["scores-share"]["title"] != charts["scores-share"]["title"]


def test_before_the_first_reading_charts_hold_their_place() -> None:
    now = view(Store().create(tiny.config("cdcgan", steps=4)).id)
    assert [one.key for one in charts_of(now)] == ["loss", "output", "grad", "accuracy"]
