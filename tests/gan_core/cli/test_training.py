"""Commands that train: train and resume."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gan_core import train as loop
from gan_core.cli.main import run
from gan_core.events import Event
from gan_core.runs import foreground, trainer
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.config import versions
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from gan_core.runs.training import writer
from tests.gan_core import tiny


def test_run_folder_holds_everything_after_training(trained: Path) -> None:
    folder = RunFolder(trained)
    status, config = folder.status(), folder.config()
    assert (status.state, status.step, status.total, status.threads) == ("done", 12, 12, 1)
    assert status.saved_step == 12 and status.seconds > 0
    assert (config.recipe, config.preset, config.data, config.seed) == (
        "vanilla",
        "source",
        "mnist",
        0,
    )
    assert (config.settings.width, config.settings.lr) == (4, 2e-4)
    assert config.versions == versions()
    assert History(folder).refresh().curves["G/loss"].steps == list(range(1, 13))
    assert folder.samples()[0][0] == 0 and folder.samples()[-1][0] == 12
    newest = Checkpoints(trained / "checkpoints").newest("resume")
    assert newest is not None and newest.name == "resume_00000012.safetensors"
    assert not list(trained.rglob("*.tmp"))


def test_json_lines_tell_the_course_of_a_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tiny.train(tmp_path / "run", steps=100) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    rounds = [line for line in lines if line["event"] == "Stepped"]
    assert [line["step"] for line in rounds] == [50, 100]
    assert all({"D/loss", "G/loss"} <= set(line["readings"]) for line in rounds)
    assert lines[-1] == {"event": "Ended", "state": "done", "step": 100}


def test_progress_bar_is_shown_without_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["--data", "mnist", "--steps", "10", "--threads", "1", "--name", "My run"]
    assert (
        run(["train", "vanilla", *args, *tiny.arguments("vanilla"), "--out", str(tmp_path / "r")])
        == 0
    )
    assert "My run" in capsys.readouterr().out


def test_minutes_limit_the_training_time_and_any_number_of_steps_fits(tmp_path: Path) -> None:
    args = ["--data", "mnist", "--minutes", "0.005", "--threads", "1", "--json"]
    assert (
        run(["train", "vanilla", *args, *tiny.arguments("vanilla"), "--out", str(tmp_path / "r")])
        == 0
    )
    status = RunFolder(tmp_path / "r").status()
    assert (status.state, status.total) == ("done", None)
    assert 0.3 <= status.seconds < 1.5 and status.step > 5


def test_presets_own_steps_hold_without_a_limit(tmp_path: Path) -> None:
    args = ["--data", "mnist", "--threads", "1", "--json", "--out", str(tmp_path / "r")]
    more = ["--set", "batch=4096", "--set", "epochs=2", "--set", "width=1"]
    assert run(["train", "vanilla", *args, *more]) == 0
    assert RunFolder(tmp_path / "r").status().step == 3  # ceil(2 * 4500 / 4096)


def test_another_seed_is_another_run_and_the_same_seed_the_same(tmp_path: Path) -> None:
    def newest(name: str, seed: str) -> bytes:
        assert tiny.train(tmp_path / name, "--seed", seed, steps=2) == 0
        found = Checkpoints(tmp_path / name / "checkpoints").newest("model")
        assert found is not None
        return found.read_bytes()[-400:]

    assert newest("a", "1") == newest("b", "1") != newest("c", "2")


def test_folder_that_holds_a_run_is_refused_and_left_alone(trained: Path, refused: object) -> None:
    before = (trained / "run.json").read_bytes()
    line = refused("train", "vanilla", "--data", "mnist", "--steps", 1, "--out", trained)  # type: ignore[operator]
    assert "holds a run already" in line
    assert (trained / "run.json").read_bytes() == before


def test_resume_goes_on_to_the_total(tmp_path: Path) -> None:
    assert tiny.train(tmp_path / "r", steps=4) == 0
    assert run(["resume", str(tmp_path / "r"), "--steps", "9", "--json"]) == 0
    folder = RunFolder(tmp_path / "r")
    assert (folder.status().state, folder.status().step, folder.config().steps) == ("done", 9, 9)
    assert History(folder).refresh().curves["D/loss"].steps == list(range(1, 10))


def test_resuming_a_finished_run_does_no_harm(tmp_path: Path) -> None:
    assert tiny.train(tmp_path / "r", steps=4) == 0
    before = (tmp_path / "r/checkpoints/resume_00000004.safetensors").read_bytes()
    assert run(["resume", str(tmp_path / "r"), "--json"]) == 0
    assert RunFolder(tmp_path / "r").status().step == 4
    assert (tmp_path / "r/checkpoints/resume_00000004.safetensors").read_bytes() == before


@pytest.mark.parametrize("every_round", [False, True], ids=["read", "saved"])
def test_diverging_exits_with_1_and_keeps_the_last_finite_checkpoint(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    every_round: bool,
) -> None:
    # Seen in a reading of the next round, or before that when the weights are to be saved.
    monkeypatch.setattr(writer, "SAVE_SECONDS", -1.0 if every_round else 1e9)
    monkeypatch.setattr(writer, "SAVE_SHARE", 1e9)
    monkeypatch.setattr(trainer, "train", tiny.poisoned_after(5))
    folder = RunFolder(tmp_path / "r")
    assert tiny.train(folder.path, steps=20) == 1
    said = capsys.readouterr()
    assert "diverged" in said.err and said.err.count("\n") == 1
    assert folder.status().state == "diverged"
    assert folder.events()[0][-1]["event"] == "Diverged"
    kept = Checkpoints(folder.path / "checkpoints").newest_sound()
    assert (kept[1]["step"] if kept else None) == (4 if every_round else None)
    monkeypatch.undo()
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    assert run(["resume", str(folder.path), "--json"]) == 0
    assert folder.status().state == "done"


def test_a_run_pauses_and_plays_single_rounds_when_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path / "r")
    said = iter(["step", "resume"])
    stood = []

    def pausing(*args: Any, **more: Any) -> Iterator[Event]:
        for event in loop.train(*args, **more):
            if event.step == 5:
                folder.command("pause")
            yield event

    def sleep(seconds: float) -> None:
        stood.append((folder.status().state, folder.status().step))
        folder.command(next(said))  # type: ignore[arg-type]

    monkeypatch.setattr(trainer, "train", pausing)
    monkeypatch.setattr(foreground.time, "sleep", sleep)
    assert tiny.train(folder.path, steps=8) == 0
    assert stood == [("paused", 5), ("paused", 6)]
    assert (folder.status().state, folder.status().step) == ("done", 8)


def test_resume_below_the_steps_already_done_is_refused(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(trained, copy)
    before = RunFolder(copy).config()
    assert run(["resume", str(copy), "--steps", "3"]) == 2
    assert "already" in capsys.readouterr().err
    assert RunFolder(copy).config() == before
