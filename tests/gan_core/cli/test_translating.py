"""The command translate: a folder in, a folder out, and what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gan_core.cli.main import run
from gan_core.data import DATA_SETS
from tests.gan_core.recipes.worked import content, pairs

TINY = ["--set", "g_width=2", "--set", "d_width=2", "--set", "batch=4", "--steps", "2"]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setitem(DATA_SETS, "pairs", pairs.ENTRY)
    out = tmp_path / "run"
    assert run(["train", "pix2pix", "--data", "pairs", *TINY, "--out", str(out)]) == 0
    return str(out)


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    for name in ("one.png", "below/two.jpg"):
        Image.new("RGB", (40, 20), "white").save(folder / name)
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    return folder


def test_every_picture_of_a_folder_is_made_into_another(
    model: str, drawings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["translate", model, str(drawings), "--out", str(out)]) == 0
    made = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png"))
    assert made == ["below/two.png", "one.png"]
    with Image.open(out / "one.png") as picture:
        assert picture.size == (16, 16)
    said = capsys.readouterr()
    assert "2 of 3 pictures in" in said.out
    assert "notes.txt: This file cannot be used: not a picture" in said.err


def test_one_file_is_a_folder_of_one(model: str, drawings: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(["translate", model, str(drawings / "one.png"), "--out", str(out)]) == 0
    assert [path.name for path in out.iterdir()] == ["one.png"]


def test_what_cannot_be_is_one_line_and_leaves_nothing(
    model: str, drawings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    capsys.readouterr()
    cases = [
        ([model, str(drawings)], str(drawings), "choose a new folder"),
        ([model, str(tmp_path / "nowhere")], str(out), "neither a folder nor a file"),
        ([model, str(drawings / "notes.txt")], str(out), "None of the 1 files"),
        (["dcgan-digits", str(drawings)], str(out), "does not make pictures of pictures"),
    ]
    for args, to, text in cases:
        assert run(["translate", *args, "--out", to]) == 2
        error = capsys.readouterr().err.strip().splitlines()[-1]
        assert error.startswith("error: ") and text in error
    assert not out.exists()


def test_the_frame_is_drawn_wider_for_a_model_that_fills(
    model: str, drawings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filler, out = str(tmp_path / "filler"), tmp_path / "out"
    assert run(["train", "outpaint", "--data", "pairs", *TINY, "--out", filler]) == 0
    wider = ["--beyond", "50", "--side", "right", "--out", str(out)]
    assert run(["translate", filler, str(drawings), *wider]) == 0
    with Image.open(out / "one.png") as picture:
        assert [picture.getpixel((2, y)) for y in (5, 8, 10)] == [255] * 3  # white, as it was
    capsys.readouterr()
    assert run(["translate", model, str(drawings), *wider[:-1], str(tmp_path / "no")]) != 0
    assert "paints nothing beyond a frame" in capsys.readouterr().err


def test_a_model_that_learned_both_ways_goes_back_too(
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    drawings: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    entry = content.ENTRIES["domains"]
    monkeypatch.setitem(DATA_SETS, "domains", entry)
    both = str(tmp_path / "both")
    assert run(["train", "cyclegan", "--data", "domains", *TINY, "--out", both]) == 0
    for name, more in (("there", []), ("back", ["--back"])):
        out = tmp_path / name
        assert run(["translate", both, str(drawings / "one.png"), "--out", str(out), *more]) == 0
    there, back = ((tmp_path / name / "one.png").read_bytes() for name in ("there", "back"))
    assert there != back
    capsys.readouterr()
    out = str(tmp_path / "no")
    assert run(["translate", model, str(drawings), "--out", out, "--back"]) != 0
    assert "pix2pix has no way back" in capsys.readouterr().err
