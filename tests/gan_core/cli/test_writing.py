"""The commands write, grade and illustrate: what they print and write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gan_core.cli.main import run
from gan_core.data import DATA_SETS
from gan_core.data.base import Entry
from tests.gan_core.recipes.test_seqgan import TINY, lines
from tests.gan_core.recipes.worked.content import CARD
from tests.gan_core.test_illustration import content as captioned

SMALL = {"g_width": 2, "d_width": 2, "batch": 4, "latent": 4, "condition": 3}


def trained(
    monkeypatch: pytest.MonkeyPatch, out: Path, recipe: str, steps: int, **settings: object
) -> str:
    """Return a run of a few rounds on lines that count, or on squares with captions."""
    for name, load in (("counting", lines), ("squares", captioned)):
        monkeypatch.setitem(DATA_SETS, name, Entry(name, load().spec, CARD, load))
    data = "counting" if recipe == "seqgan" else "squares"
    changes = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    command = ["train", recipe, "--data", data, "--steps", str(steps), "--out", str(out)]
    assert run([*command, *changes]) == 0
    return str(out)


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    return trained(monkeypatch, tmp_path / "run", "seqgan", 9, **TINY)


@pytest.fixture
def illustrator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    return trained(monkeypatch, tmp_path / "run", "stackgan", 2, **SMALL)


def test_lines_are_printed_begun_as_said_by_either_author(
    writer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["write", writer, "--n", "3", "--start", "ab"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3 and all(line.startswith("ab") for line in printed)
    assert run(["write", writer, "--n", "2", "--likelihood"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_each_word_of_a_line_is_graded(writer: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["grade", writer, "abc", "--rollouts", "2"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["a", "b", "c"]
    assert all("reward 0." in row and "nats" in row for row in rows)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["write", "RUN", "--start", "x"], "never seen 'x'"),
        (["write", "RUN", "--temperature", "0"], "temperature is from"),
        (["write", "RUN", "--n", "0"], "n must be from 1"),
        (["grade", "RUN", ""], "Type a line first"),
        (["illustrate", "RUN", "red heart", "--out", "x.png"], "does not draw what a text says"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    writer: str, command: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run([writer if part == "RUN" else part for part in command]) == 2
    assert why in capsys.readouterr().err


def test_a_caption_is_drawn_and_unknown_words_are_named(
    illustrator: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hearts.png"
    capsys.readouterr()
    assert run(["illustrate", illustrator, "red zorblax", "--n", "3", "--out", str(out)]) == 0
    assert "passed over: zorblax" in capsys.readouterr().out
    with Image.open(out) as picture:
        assert picture.size == (3 * 16 + 2 * 2, 16)
    assert run(["illustrate", illustrator, "", "--out", str(out)]) == 2
    assert "no word in this caption" in capsys.readouterr().err
