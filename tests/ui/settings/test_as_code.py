"""What "copy as" gives is what would have run here."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gan_core.cli.main import run
from gan_core.runs.config import RunConfig, new_config
from gan_core.runs.engine.current import close_engine, engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from tests.gan_core.runs.helpers import equal, saved, wait_for_end
from ui.settings.as_code import as_command, as_python

ROOT = Path(__file__).parents[3]
CHANGES = {"width": 8, "latent": 4, "objective": "hinge", "smoothing": 0.0, "lr": 3e-4}


def small(**more: Any) -> RunConfig:
    usual = {"changes": CHANGES, "threads": 1, "steps": 4}
    return new_config(
        "vanilla", "mnist", preset="fast", seed=5, name="Li's own", **{**usual, **more}
    )


def same_course(first: RunConfig, second: RunConfig) -> None:
    for key in (
        "recipe",
        "preset",
        "settings",
        "data_hash",
        "seed",
        "threads",
        "device",
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


def script(config: RunConfig, folder: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run what the page gives as Python in a process of its own, in `folder`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "2"}
    return subprocess.run(
        [sys.executable, "-c", before + as_python(config)],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_script_trains_the_same_run(tmp_path: Path) -> None:
    config = small(score_every=2)
    assert script(config, tmp_path).returncode == 0
    copied = RunFolder(tmp_path / "runs" / "vanilla-script")
    here = Store().create(config)
    engine().submit(here)
    wait_for_end(engine(), here)
    close_engine()
    course = {key: value for key, value in copied.config() if key != "created"}
    assert course == {key: value for key, value in here.config() if key != "created"}
    state, other = copied.status(), here.status()
    assert state.state == other.state == "done" and state.step == other.step == 4
    assert state.threads == other.threads == 1
    assert equal(saved(copied), saved(here))


def test_a_script_whose_run_diverges_says_so(tmp_path: Path) -> None:
    ill = {"optimizer": "sgd", "lr": 1.0, "objective": "least_squares", "smoothing": 0.0}
    ended = script(small(changes={**CHANGES, **ill}, steps=10**5), tmp_path)
    assert ended.returncode != 0 and "diverged at step" in ended.stderr
    assert RunFolder(tmp_path / "runs" / "vanilla-script").status().state == "diverged"


def test_a_script_obeys_who_stops_its_run(tmp_path: Path) -> None:
    told = """
import threading, time
from pathlib import Path
from gan_core.runs.folder import RunFolder

def stop():
    folder = RunFolder(Path("runs/vanilla-script"))
    while folder.status().state != "running":
        time.sleep(0.01)
    folder.command("stop")

threading.Thread(target=stop, daemon=True).start()
"""
    assert script(small(steps=10**6), tmp_path, told).returncode == 0
    assert RunFolder(tmp_path / "runs" / "vanilla-script").status().state == "stopped"


def test_the_script_says_all_that_the_form_offers() -> None:
    config = small(minutes=1 / 3, steps=None, score_every=7, threads=3)
    said: dict[str, object] = {}
    made = SimpleNamespace(train_model=lambda *names, **more: said.update(more, names=names))
    names = as_python(config).replace("import gan_core\n", "")
    exec(compile(names, "copied.py", "exec"), {"gan_core": made})
    recipe, data_name, _out = said.pop("names")  # type: ignore[misc]
    said.pop("watch")
    same = new_config(recipe, data_name, changes=said.pop("settings"), **said)  # type: ignore[arg-type]
    assert same.model_copy(update={"created": config.created}) == config


@pytest.mark.parametrize("limit", [{"minutes": 0.5}, {}])
def test_other_lengths_are_written_too(limit: dict[str, float]) -> None:
    config = new_config("dcgan", "mnist", **limit)  # type: ignore[arg-type]
    assert ("--minutes 0.5" in as_command(config)) == bool(limit)
    compile(as_python(config), "copied.py", "exec")
