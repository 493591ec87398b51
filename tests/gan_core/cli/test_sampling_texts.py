"""The command sample of models that make sequences: lines printed, text, MIDI."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gan_core.cli.main import run
from gan_core.data.melody import is_melody
from gan_core.recipes import RECIPES
from gan_core.runs.library.models import open_model
from tests.gan_core.recipes.worked import seqgan

TINY = ["--set", "width=2", "--set", "batch=4", "--steps", "2", "--threads", "1"]
Refused = Callable[..., str]


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    def on(data: str) -> Path:
        monkeypatch.setitem(RECIPES, "small_seqgan", seqgan.RECIPE)
        out = tmp_path / data
        assert run(["train", "small_seqgan", "--data", data, *TINY, "--out", str(out)]) == 0
        return out

    return on


def test_texts_are_printed_one_a_line(
    taught: Callable[[str], Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = taught("emoji_letters")
    capsys.readouterr()
    assert run(["sample", str(path), "--n", "5", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    model = open_model(path)
    assert printed.splitlines() == [model.spec.text(one) for one in model.sample(5, 3)]
    out = tmp_path / "x.txt"
    assert run(["sample", str(path), "--n", "5", "--seed", "3", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == printed


def test_melodies_are_written_as_midi(
    taught: Callable[[str], Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path, out, array = taught("tunes"), tmp_path / "x.mid", tmp_path / "x.npy"
    assert is_melody(open_model(path).spec)
    for target in (out, array):
        assert run(["sample", str(path), "--n", "2", "--out", str(target)]) == 0
    content = out.read_bytes()
    assert content.startswith(b"MThd\0\0\0\6\0\0\0\1") and content.endswith(b"\xff\x2f\0")
    spec = open_model(path).spec
    rests = sum(spec.words[token].startswith("R") for token in np.load(array).flatten())
    loud = content.count(b"\x50", 30)  # every onset is this loud
    assert loud >= 2 * spec.length - rests


def test_other_texts_are_no_midi(
    taught: Callable[[str], Path], refused: Refused, tmp_path: Path
) -> None:
    path = taught("emoji_words")
    line = refused("sample", path, "--n", 1, "--out", tmp_path / "x.mid")
    assert "Only melodies" in line and ".txt, .npy" in line
    line = refused("sample", path, "--n", 1, "--out", tmp_path / "x.png")
    assert "must end in one of .txt, .npy" in line


def test_pictures_need_a_file(refused: Refused, trained: Path, tmp_path: Path) -> None:
    assert "--out" in refused("sample", trained, "--n", 1)
    assert "Only melodies" in refused("sample", trained, "--n", 1, "--out", tmp_path / "x.mid")
