"""The lab's component as far as it can be judged without a browser: one module, all its texts."""

from __future__ import annotations

import inspect
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.patience import PATIENCE
from ui.components.lab.component import CELLS, LAYERS, Painting, lab, read
from ui.components.lab.texts import texts
from ui.components.load import assembled

MODULE = assembled("lab")
CODE = re.sub(r"^\s*//.*$", "", MODULE, flags=re.MULTILINE)
FIELD = re.compile(r"\{(\w+)\}")


def test_the_scripts_read_exactly_the_texts_that_the_wrapper_gives() -> None:
    assert set(re.findall(r"\btexts\.(\w+)", CODE)) == set(texts())


def test_values_are_filled_into_texts_that_have_a_place_for_them() -> None:
    calls = re.findall(r"filled\((?:s\.)?texts\.(\w+), \{([^}]*)\}", CODE)
    given = {
        name: set(re.findall(r"(?:^|, )\s*(\w+)\s*(?=[:,]|\s*$)", names)) for name, names in calls
    }
    places = {name: set(FIELD.findall(text)) for name, text in texts().items()}
    assert given == {name: fields for name, fields in places.items() if fields}


def test_no_script_holds_a_text_for_the_user() -> None:
    sinks = r"(?:\btext:|\btitle:|label\"?[:,]|textContent\s*=|\.title\s*=|fillText\()\s*"
    assert re.findall(sinks + r"[\"'`][^\"'`$]*[A-Za-z]{2}", CODE) == []
    assert re.findall(r"[\"'`][^\"'`\n]*[A-Z][a-z]+ [a-z]+ [a-z]+[^\"'`\n]*[\"'`]", CODE) == []


def test_the_sentence_names_every_layer_once() -> None:
    words = re.findall(r"\[(\w+)\|[^\]]+\]", texts()["sentence"])
    assert sorted(words) == sorted(LAYERS)
    assert json.loads(re.search(r"const LAYERS = (\[.*?\])", CODE)[1]) == list(LAYERS)  # type: ignore[index]


def test_browser_and_server_agree_on_the_sheet() -> None:
    assert f"const CELLS = {CELLS}," in CODE


def test_what_the_browser_sends_is_read() -> None:
    state = read(
        {"layers": ["trails", "real"], "raw": True},
        {"cells": [[5, 0], [3, 47]], "seq": 2},
        True,
        True,
    )
    assert state.layers == ("real", "trails") and state.raw is True and state.gone and state.left
    assert state.drawing == Painting(((3, 47), (5, 0)), 2)


def test_nothing_sent_is_nothing_said() -> None:
    state = read(None, None, None, None)
    assert (state.layers, state.raw, state.drawing) == (None, None, None)
    assert (state.gone, state.left) == (False, False)


@pytest.mark.parametrize(
    "drawing",
    [
        "x",
        {},
        {"cells": [], "seq": 1},
        {"cells": [[48, 0], [-1, 2], ["a", 1], [1], 7], "seq": 1},
        {"cells": [[1, 1]], "seq": None},
    ],
)
def test_a_drawing_that_is_none_is_left_out(drawing: object) -> None:
    assert read({"layers": None}, drawing, None, None).drawing is None


def test_every_state_that_a_script_sets_has_a_callback_so_that_it_can_change() -> None:
    sent = set(re.findall(r"set(?:State|Trigger)Value\(\"(\w+)\"", CODE))
    declared = set(re.findall(r"on_(\w+)_change=nothing", inspect.getsource(lab)))
    assert sent == declared == {"view", "drawing", "gone", "left", "settings"}


def test_every_timer_that_is_kept_is_cleared_when_the_lab_is_left() -> None:
    timers = set(re.findall(r"\bs\.(\w+) (?:\?\?)?= (?:\w+ \? undefined : )?setTimeout", CODE))
    finish = CODE[CODE.index("function finish(s)") : CODE.index("export default")]
    assert {"settingsTimer", "againTimer", "slowTimer"} <= timers
    assert timers == set(re.findall(r"\bs\.(\w*(?:Timer|dragEnd))\b", finish))


def test_the_component_mounts_with_its_data() -> None:
    def page() -> None:
        from ui.components.lab.component import LabView, lab

        lab("/api/lab/x", LabView(layers=("trails", "real")), key="lab")

    at = AppTest.from_function(page, default_timeout=PATIENCE).run()
    assert not at.exception
    data = json.loads(at.get("bidi_component")[0].proto.json)
    assert data["base"] == "/api/lab/x"
    assert data["view"] == {"layers": ["real", "trails"], "raw": False}
    assert data["texts"] == texts()
