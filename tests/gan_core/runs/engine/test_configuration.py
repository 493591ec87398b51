from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import gan_core
from gan_core.errors import UserError
from gan_core.runs.engine import current as engines
from gan_core.runs.engine.configuration import EngineChoice, from_environment
from gan_core.runs.engine.current import close_engine, engine, shared_slots
from gan_core.runs.engine.threads import ThreadEngine


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GANVAS_ENGINE", raising=False)
    monkeypatch.delenv("GANVAS_WORKERS", raising=False)


def test_threads_one_a_core_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment() == EngineChoice("threads", None)
    monkeypatch.setenv("GANVAS_ENGINE", "processes")
    monkeypatch.setenv("GANVAS_WORKERS", "3")
    assert from_environment() == EngineChoice("processes", 3)


@pytest.mark.parametrize("count", ["0", "65", "two", "-1", "1.5"])
def test_a_wrong_number_of_workers_is_refused(count: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANVAS_WORKERS", count)
    with pytest.raises(UserError, match=f"from 1 to 64, not '{count}'"):
        from_environment()


def test_a_wrong_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANVAS_ENGINE", "fork")
    with pytest.raises(UserError, match="threads, processes, not 'fork'"):
        from_environment()


def test_labs_and_runs_share_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    close_engine()
    monkeypatch.setenv("GANVAS_WORKERS", "1")
    made = engine()
    assert isinstance(made, ThreadEngine) and made.slots is shared_slots()
    assert len(made.slots._threads) == 1
    close_engine()
    assert made.slots.closing and engines._HERE.engine is None


def test_processes_leave_the_threads_to_the_labs(monkeypatch: pytest.MonkeyPatch) -> None:
    close_engine()
    started: list[int | None] = []

    class Other:
        def __init__(self, workers: int | None) -> None:
            started.append(workers)

        def close(self, timeout: float) -> None:
            started.append(-1)

    monkeypatch.setattr("gan_core.runs.engine.processes.ProcessEngine", Other)
    monkeypatch.setenv("GANVAS_ENGINE", "processes")
    monkeypatch.setenv("GANVAS_WORKERS", "5")
    assert isinstance(engine(), Other)
    slots = shared_slots()
    close_engine()
    assert started == [5, -1] and slots.closing


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("GANVAS_ENGINE", "fork", "GANVAS_ENGINE must be one of threads, processes, not 'fork'."),
        ("GANVAS_WORKERS", "0", "GANVAS_WORKERS must be a whole number from 1 to 64, not '0'."),
    ],
)
def test_the_app_does_not_start_with_a_wrong_value_and_says_so_in_one_line(
    variable: str, value: str, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=Path(gan_core.__file__).parents[1],
        env={**os.environ, variable: value},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"ganvas: {said}" and "Traceback" not in done.stderr
