"""The command frames: pictures of a roll-out, its scores, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gan_core.cli.main import run
from gan_core.data import DATA_SETS
from tests.gan_core.recipes import films
from tests.gan_core.recipes.worked import pairs

TINY = ["--set", "g_width=2", "--set", "d_width=2", "--set", "batch=4", "--steps", "2"]
CELL = films.SIZE + 1


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for entry in (films.ENTRY, pairs.ENTRY):
        monkeypatch.setitem(DATA_SETS, entry.name, entry)


@pytest.fixture
def model(tmp_path: Path) -> str:
    out = tmp_path / "run"
    assert run(["train", "nextframe", "--data", "films", *TINY, "--out", str(out)]) == 0
    return str(out)


def test_a_strip_a_film_and_scores_beside_both_guesses(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strip, film = tmp_path / "strip.png", tmp_path / "film.gif"
    capsys.readouterr()
    command = ["frames", model, "--steps", "5", "--n", "2", "--out", str(strip)]
    assert run([*command, "--gif", str(film)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "G", "the last frame again", "each pixel goes on to change",
    ]  # fmt: skip
    assert all(
        "step  1:" in line and "step  5:" in line and "step 10" not in line for line in lines
    )
    with Image.open(strip) as picture:
        assert picture.size == (3 * (2 * (4 * CELL - 1) + 4), 3 * (5 * CELL - 1))
    with Image.open(film) as moving:
        assert moving.n_frames == 5  # type: ignore[attr-defined]


def test_the_seed_chooses_the_sequences(model: str, tmp_path: Path) -> None:
    content = []
    for seed in ("0", "0", "1"):
        out = tmp_path / "strip.png"
        assert run(["frames", model, "--steps", "1", "--seed", seed, "--out", str(out)]) == 0
        content.append(out.read_bytes())
    assert content[0] == content[1] != content[2]


def test_what_cannot_be_is_one_line(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = str(tmp_path / "strip.png"), str(tmp_path / "other")
    assert run(["train", "pix2pix", "--data", "pairs", *TINY, "--out", other]) == 0
    capsys.readouterr()
    cases = [
        (["frames", model, "--steps", "6", "--out", out], "steps must be from 1 to 5, not 6."),
        (["frames", other, "--out", out], "has no sequences held out."),
        (["translate", model, out, "--out", other], "several that follow each other."),
    ]
    for command, complaint in cases:
        assert run(command) == 2
        assert capsys.readouterr().err.strip().endswith(complaint)
    assert not Path(out).exists()
