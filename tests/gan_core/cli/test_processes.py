"""The program as its own process: started, killed without warning, told to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gan_core.cli.main import run
from gan_core.files import container
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from tests.gan_core import tiny
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]
EAGER = (
    "import gan_core.runs.training.writer as k; k.SAVE_SECONDS = 0.02; k.SAVE_SHARE = 1e9;"
    "from gan_core.cli.main import main; main()"
)


@contextmanager
def training(home: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """Train without an end in a process that saves all the time."""
    args = ["train", "vanilla", "--data", "mnist", "--steps", "1000000", "--threads", "1"]
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            EAGER,
            *args,
            *tiny.arguments("vanilla"),
            "--json",
            "--out",
            str(out),
        ],
        cwd=ROOT,
        env={**os.environ, "GANVAS_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_checkpoints(folder: Path, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        entries = Checkpoints(folder / "checkpoints").entries()
        if len([e for e in entries if e.kind == "resume" and e.step > 20]) >= count:
            return
        time.sleep(0.02)
    pytest.fail("no checkpoint appeared")


def test_module_runs_as_a_program_and_complains_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gan_core", "train", "nope", "--data", "mnist", "--out", "/nowhere"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: There is no recipe 'nope'")
    assert done.stderr.count("\n") == 1


def test_letters_that_the_output_has_not_are_replaced(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gan_core", "sample", "dcgan-digits", "--n", "1", "--out", "图.png"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        encoding="cp1252",
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 pictures at step 20000 in ?.png\n"
    assert (tmp_path / "图.png").is_file()


def test_killed_run_is_interrupted_loads_and_goes_on_exactly(
    tmp_path: Path, shared_home: Path
) -> None:
    folder = RunFolder(tmp_path / "run")
    with training(shared_home, folder.path) as process:
        wait_for_checkpoints(folder.path, 2)
        assert folder.status().state == "running"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert folder.status().state == "interrupted"
    with open(folder.path / "events.jsonl", "a", encoding="utf-8") as file:
        file.write('{"event":"Stepped","st')  # what a kill in the middle of a write leaves
    (folder.path / "checkpoints" / ".resume_00000009.safetensors.0123abcd.tmp").write_bytes(b"x")
    sound = Checkpoints(folder.path / "checkpoints").newest_sound()
    assert sound is not None
    step = int(sound[1]["step"])
    assert run(["resume", str(folder.path), "--steps", str(step + 10), "--json"]) == 0
    assert folder.status().state == "done"
    assert not list(folder.path.rglob("*.tmp"))
    steps = History(folder).refresh().curves["D/loss"].steps
    assert steps == sorted(set(steps)) and steps[-1] >= min(step, 999)

    whole = tmp_path / "whole"
    assert tiny.train(whole, steps=step + 10) == 0
    name = f"checkpoints/resume_{step + 10:08d}.safetensors"
    one, other = (container.read(path / name)[0] for path in (whole, folder.path))
    assert all(one[key].equal(other[key]) for key in one | other)


def test_run_that_is_told_to_end_saves_its_last_round(tmp_path: Path, shared_home: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    with training(shared_home, folder.path) as process:
        wait_for_checkpoints(folder.path, 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None and process.stderr.read() == ""
    status = folder.status()
    assert status.state == "stopped"
    assert status.saved_step == status.step > 20


def test_second_process_is_refused_while_one_trains(
    tmp_path: Path, shared_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = RunFolder(tmp_path / "run")
    with training(shared_home, folder.path):
        wait_for_checkpoints(folder.path, 1)
        assert run(["resume", str(folder.path), "--json"]) == 2
        assert "Another process is training" in capsys.readouterr().err
        assert folder.status().state == "running"
