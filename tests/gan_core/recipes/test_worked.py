"""Recipes of every kind go through all that the command line does, without a change to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import run
from gan_core.data import DATA_SETS
from gan_core.recipes import RECIPES
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model
from gan_core.runs.training.session import Session
from tests.gan_core.recipes import worked

every_worked = pytest.mark.parametrize("name", worked.RECIPES)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, recipe in worked.RECIPES.items():
        monkeypatch.setitem(RECIPES, name, recipe)
    for name, entry in worked.ENTRIES.items():
        monkeypatch.setitem(DATA_SETS, name, entry)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must succeed; return what it printed."""

    def of(*words: object) -> str:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return printed.out

    return of


@pytest.fixture
def trained(tmp_path: Path, said: Callable[..., str]) -> Callable[..., Path]:
    def of(name: str, steps: int = 20, folder: str = "run") -> Path:
        out, small = (
            tmp_path / folder,
            ("--set", "batch=8", "--set", "width=4", "--set", "epochs=1"),
        )
        words = ("train", name, "--data", worked.DATA[name], *small, "--threads", 1)
        said(*words, "--steps", steps, "--seed", 3, "--out", out)
        return out

    return of


def hash_of(path: Path) -> str:
    session = Session(RunFolder(path))
    found = session.trainer.hash()
    session.close("done")
    return found


@every_worked
def test_it_resumes_bit_for_bit(
    name: str, trained: Callable[..., Path], said: Callable[..., str]
) -> None:
    whole, cut = trained(name, 23), trained(name, 14, "cut")
    said("resume", cut, "--steps", 23)
    assert RunFolder(cut).status().step == 23
    assert hash_of(cut) == hash_of(whole)


@every_worked
def test_it_is_sampled_in_its_own_form(
    name: str, trained: Callable[..., Path], said: Callable[..., str], tmp_path: Path
) -> None:
    path, model = trained(name), open_model(trained(name, folder="again"))
    said("sample", path, "--n", 6, "--out", tmp_path / "items.npy")
    items = np.load(tmp_path / "items.npy")
    assert items.shape == (6, *model.spec.shape)
    kind = "txt" if name == "small_seqgan" else "png"
    said("sample", path, "--n", 6, "--out", tmp_path / f"sheet.{kind}")
    if kind == "txt":
        lines = (tmp_path / "sheet.txt").read_text(encoding="utf-8").splitlines()
        assert [len(line) for line in lines] == [6] * 6 and set("".join(lines)) <= set("abcde")
    else:
        Image.open(tmp_path / "sheet.png").load()
    kept = [one.name for one in (path / "samples").iterdir()]
    assert f"step_{20:08d}.{kind}" in kept


WANTED = {
    "infogan": {"fd", "modes"},
    "began": {"fd", "modes"},
    "small_pix2pix": {"psnr", "ssim", "l1"},
    "small_seqgan": {"new", "different"},
}


@every_worked
def test_it_is_scored_by_what_its_items_allow(
    name: str, trained: Callable[..., Path], said: Callable[..., str]
) -> None:
    path = trained(name)
    scores = json.loads(
        said("score", path, "--data", worked.DATA[name], "--n", 200, "--all", "--json")
    )
    keys = {row["key"] for row in scores}
    assert keys >= WANTED.get(name, set()) and keys


@every_worked
def test_it_is_branched_and_changed(
    name: str, trained: Callable[..., Path], said: Callable[..., str], tmp_path: Path
) -> None:
    path = trained(name)
    said("branch", path, "--set", "lr=0.0005", "--out", tmp_path / "branch")
    said("change", tmp_path / "branch", "--set", "batch=6")
    said("resume", tmp_path / "branch", "--steps", 25)
    branch = RunFolder(tmp_path / "branch")
    assert branch.status().step == 25
    assert (branch.config().settings.lr, branch.config().settings.batch) == (0.0005, 6)


@every_worked
def test_it_is_looked_at_and_diagnosed(
    name: str, trained: Callable[..., Path], said: Callable[..., str]
) -> None:
    path = trained(name)
    assert said("diagnose", path)
    assert worked.RECIPES[name].title in said("recipes")


@pytest.mark.parametrize(
    ("name", "data"),
    [("small_pix2pix", "mnist"), ("small_seqgan", "mnist"), ("small_cyclegan", "pairs")],
)
def test_data_of_another_kind_are_refused_with_a_word(
    name: str, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", name, "--data", data, "--out", str(tmp_path / "run")]) == 2
    assert name in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
