"""What "copy as" gives is what would have run here."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from gan_core.cli.main import run
from gan_core.runs.config import RunConfig, new_config
from gan_core.runs.folder import RunFolder
from ui.settings.as_code import as_command, as_python

CHANGES = {"width": 8, "latent": 4, "objective": "hinge", "smoothing": 0.0, "lr": 3e-4}


def small() -> RunConfig:
    settings = {"preset": "fast", "changes": CHANGES}
    return new_config("vanilla", "mnist", **settings, seed=5, threads=1, steps=4, name="Li's own")


def same_course(first: RunConfig, second: RunConfig) -> None:
    for key in (
        "recipe",
        "preset",
        "settings",
        "data_hash",
        "seed",
        "threads",
        "steps",
        "minutes",
        "name",
    ):
        assert getattr(first, key) == getattr(second, key), key


def test_the_command_trains_the_same_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(as_command(small()))
    assert words[:3] == ["python", "-m", "gan_core"]
    assert run(words[3:]) == 0
    same_course(RunFolder(Path("runs/vanilla")).config(), small())


def test_the_script_trains_the_same_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(as_python(small()), "copied.py", "exec"), {})
    folder = RunFolder(Path("runs/vanilla-script"))
    same_course(folder.config(), small())
    assert folder.status().state == "done"
    assert folder.status().step == 4


@pytest.mark.parametrize("limit", [{"minutes": 0.5}, {}])
def test_other_lengths_are_written_too(limit: dict[str, float]) -> None:
    config = new_config("dcgan", "mnist", **limit)  # type: ignore[arg-type]
    assert ("--minutes 0.5" in as_command(config)) == bool(limit)
    compile(as_python(config), "copied.py", "exec")
