"""The types that the scripts are checked with say what the server does send and take."""

from __future__ import annotations

import ast
import re
import typing
from pathlib import Path

import pytest

from gan_core.lab.commands import LabCommand
from gan_core.lab.showing import curves
from tests.gan_core.lab.test_task import lab, look, tell
from ui.components import load
from ui.components.lab import component
from ui.train import page_state

FOLDER = Path(load.__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/component.py"))


def properties(name: str, typedef: str) -> dict[str, bool]:
    """Return the properties of a typedef of component `name`: whether each is always there."""
    scripts = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((FOLDER / name).glob("*.js"))
    )
    (block,) = re.findall(rf"/\*\* @typedef {{object}} {typedef}\b(.*?)\*/", scripts, re.DOTALL)
    found = re.findall(r"@property \{(?:[^{}]|\{[^{}]*\})*\} (\[?)(\w+)", block)
    return {key: not optional for optional, key in found}


def words(name: str, typedef: str) -> set[str]:
    """Return the words of a typedef that is one of several words."""
    script = (FOLDER / name / "protocol.js").read_text(encoding="utf-8")
    (union,) = re.findall(rf"@typedef {{([^}}]*)}} {typedef}\b", script)
    return set(re.findall(r'"(\w+)"', union))


def fits(sent: dict[str, object], name: str, typedef: str) -> bool:
    known = properties(name, typedef)
    return {key for key, always in known.items() if always} <= set(sent) <= set(known)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_component_is_mounted_with_has_a_type(name: str) -> None:
    tree = ast.parse((FOLDER / name / "component.py").read_text(encoding="utf-8"))
    (data,) = [
        word.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_MOUNT"
        for word in call.keywords
        if word.arg == "data"
    ]
    assert isinstance(data, ast.Dict)
    keys = {ast.literal_eval(key) for key in data.keys if key is not None}
    assert keys == set(properties(name, "Data"))


@pytest.mark.parametrize(
    ("typedef", "sent"),
    [
        ("Told", page_state.PageState),
        ("Frame", page_state.FrameState),
        ("Chart", page_state.ChartState),
        ("Line", page_state.LineState),
    ],
)
def test_what_a_runs_page_is_told(typedef: str, sent: type) -> None:
    assert properties("live", typedef) == dict.fromkeys(sent.__annotations__, True)


def test_the_header_of_a_frame_and_all_that_is_in_it() -> None:
    task = lab("ring8", ema=0.9)
    plain, few = look(task, layers=frozenset())
    tell(task, do="step", level="round")
    task.scorer.now()
    tell(task, do="step", level="part")
    whole, arrays = look(task)
    assert fits(plain, "lab", "Header") and "field" not in plain and set(few) == {"fake", "real"}
    assert set(whole) == set(properties("lab", "Header"))
    assert set(arrays) == words("lab", "ArrayName")
    assert all(fits(place, "lab", "ArrayPlace") for place in whole["arrays"].values())
    assert set(whole["part"]) == set(properties("lab", "Part"))
    assert set(whole["scores"]) == set(properties("lab", "Scores"))
    assert set(whole["scores"]["raw"]) == set(whole["scores"]["floor"]) == words("lab", "ScoreName")
    assert all(set(one) == set(properties("lab", "Branch")) for one in whole["branches"])
    assert set(curves(task)) == set(properties("lab", "Curves"))


def test_what_a_lab_is_asked_and_told() -> None:
    script = (FOLDER / "lab" / "protocol.js").read_text(encoding="utf-8")
    (order,) = re.findall(r"@typedef \{(\{do:.*?\})\} Order\b", script, re.DOTALL)
    kinds = {word for words in re.findall(r'do: ("[^,}]*)', order) for word in words.split('"')}
    fields = LabCommand.model_fields
    assert kinds - {"", " | "} == set(typing.get_args(fields["do"].annotation))
    assert set(re.findall(r"(\w+): ", order)) == set(fields)
    assert words("lab", "Speed") == set(typing.get_args(fields["speed"].annotation))
    assert words("lab", "Layer") == set(component.LAYERS)
