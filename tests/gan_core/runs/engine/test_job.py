"""A run's turns beside a lab's, one by one in this thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch

from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config
from gan_core.lab.task import LabTask
from gan_core.runs.engine.job import Job
from gan_core.runs.engine.threads import ThreadEngine
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from tests.gan_core.runs.helpers import wait_for_end

NewRun = Callable[..., RunFolder]


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def noted(run: RunFolder) -> list[str]:
    events = History(run).refresh().events
    return [line["value"] for line in events if line.get("what") == "threads"]


def test_turns_of_a_lab_leave_the_runs_threads_and_its_history_as_they_are(
    new_run: NewRun,
) -> None:
    run = new_run(threads=2)
    small = {"g_width": 4, "d_width": 4, "depth": 1, "d_depth": 1, "batch": 8}
    paced = LabTask(Bench(lab_config({"changes": small})), speed="10")
    job = Job(run)
    for _ in range(4):
        job.slice(0.001, alone=False)
        assert torch.get_num_threads() == job.live.threads == 2
        paced.ask(lambda: None)  # somebody watches
        paced.slice(0.01, alone=False)
        assert torch.get_num_threads() == 1
    job.close("stopped")
    assert paced.bench.step >= 1 and noted(run) == ["2"]


def test_another_number_of_threads_is_noted_when_it_changes(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gan_core.runs.engine.job.calibrated_threads", lambda session: 2)
    run = new_run(threads=0)
    job = Job(run)
    for alone in (True, True, False, False, True):
        job.slice(0.001, alone=alone)
    job.close("stopped")
    assert noted(run) == ["2", "1", "2"]


def test_the_engine_lets_go_of_runs_that_ended(engine: ThreadEngine, new_run: NewRun) -> None:
    run = new_run(steps=2)
    engine.submit(run)
    wait_for_end(engine, run)
    assert engine.running() == [] and not engine._jobs


def test_every_turn_plays_a_round_whatever_was_written_before_it(new_run: NewRun) -> None:
    job = Job(new_run())
    steps = []
    for _ in range(6):
        job.slice(1e-9, alone=False)  # grids are kept at each of the first rounds
        steps.append(job.live.step)
    job.close("stopped")
    assert steps == [1, 2, 3, 4, 5, 6]


def test_whoever_pauses_and_steps_sees_the_readings_of_each_step(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gan_core.runs.record.recorder.stride", lambda step: 100)
    run = new_run()
    job = Job(run)
    for _ in range(3):
        job.slice(1e-9, alone=False)
    assert "D/loss" not in History(run).refresh().curves
    seen = []
    for command in ("pause", "step", "step"):
        run.command(command)
        for _ in range(3):
            job.slice(1e-9, alone=False)
        seen.append(History(run).refresh().curves["D/loss"].steps[-1] == job.live.step)
    job.close("stopped")
    curve = History(run).refresh().curves["D/loss"]
    assert seen == [True] * 3 and len(curve.steps) == 3


def test_watchers_see_the_grid_that_was_written_anyway(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run()
    monkeypatch.setattr(
        "gan_core.runs.training.session.Session.frame", lambda session: pytest.fail("drawn")
    )
    job = Job(run)
    job.watch()
    for _ in range(4):
        job.slice(1e-9, alone=False)
    frame = job.live.frame
    job.close("stopped")
    assert frame is not None and frame.step == 3  # that of step 4 comes with the next round
    assert frame.sheet(raw=False) == (run.path / "samples" / "step_00000003.png").read_bytes()
