"""Runs in processes of their own: pages see the same, and a dead process is a clear message."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gan_core.errors import UserError
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.engine.base import Engine
from gan_core.runs.engine.processes import MOST_FAILURES, ProcessEngine
from gan_core.runs.folder import RunFolder
from gan_core.runs.lock import writer_alive
from gan_core.runs.reading.view import view
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import equal, live_step, saved, wait, wait_for_end
from tests.patience import PATIENCE

NewRun = Callable[..., RunFolder]


@pytest.fixture(scope="module")
def engine(shared_home: Path) -> Iterator[ProcessEngine]:
    made = ProcessEngine(workers=2)
    wait(lambda: all(worker.ready for worker in made._workers), "the start")
    yield made
    made.close(PATIENCE)


def begun(engine: Engine, *runs: RunFolder) -> None:
    for run in runs:
        engine.submit(run)
    for run in runs:
        wait(lambda run=run: live_step(engine, run) > 5, "rounds")  # type: ignore[misc]


def stopped(engine: Engine, *runs: RunFolder) -> None:
    for run in runs:
        engine.command(run, "stop")
    wait_for_end(engine, *runs)


def test_run_trains_to_its_end_and_equals_the_command_lines(
    engine: ProcessEngine, new_run: NewRun, tmp_path: Path
) -> None:
    run = new_run(steps=30)
    engine.submit(run)
    assert run.status().live and engine.running() == [run.id]
    wait_for_end(engine, run)
    assert (run.status().state, run.status().step, run.status().saved_step) == ("done", 30, 30)
    assert engine.running() == [] and not writer_alive(run.path)
    assert tiny.train(tmp_path / "cli", steps=30) == 0
    assert equal(saved(run), saved(RunFolder(tmp_path / "cli")))


def test_frames_come_only_while_somebody_watches(engine: ProcessEngine, new_run: NewRun) -> None:
    watched, alone = new_run(), new_run()
    begun(engine, watched, alone)

    def frame() -> object:
        return view(watched.id, watch=True, on=engine).live.frame  # type: ignore[union-attr]

    wait(frame, "a frame")
    first = frame()
    wait(lambda: frame() is not first, "another frame")
    live = engine.live(watched.id)
    assert live is not None and live.frame is not None
    assert live.frame.raw.startswith(b"\x89PNG") and live.threads == 1 and live.rate > 0
    unseen = engine.live(alone.id)
    assert unseen is not None and unseen.frame is None
    stopped(engine, watched, alone)


def test_pause_step_and_resume(engine: ProcessEngine, new_run: NewRun) -> None:
    run = new_run()
    begun(engine, run)

    def shown() -> tuple[str, str]:
        live = engine.live(run.id)
        assert live is not None
        return live.state, live.pending

    assert engine.command(run, "pause")
    wait(lambda: shown() == ("paused", ""), "pause")
    before = live_step(engine, run)
    for count in (1, 2):
        engine.command(run, "step")
        wait(lambda want=before + count: live_step(engine, run) == want, "round")  # type: ignore[misc]
    engine.command(run, "resume")
    wait(lambda: live_step(engine, run) > before + 10, "rounds after resume")
    stopped(engine, run)


def test_stop_is_acknowledged_at_once_even_before_the_run_has_begun(
    engine: ProcessEngine, new_run: NewRun
) -> None:
    run = new_run()
    run.command("pause")  # of an earlier life
    engine.submit(run)
    assert engine.command(run, "stop")
    live = engine.live(run.id)
    assert live is None or live.pending == "stop"
    wait_for_end(engine, run)
    assert run.status().state == "stopped"
    assert not engine.command(run, "pause")


def test_a_refused_change_says_why(engine: ProcessEngine, new_run: NewRun) -> None:
    run = new_run()
    begun(engine, run)
    engine.command(run, "change", {"latent": 5})
    wait(lambda: (live := engine.live(run.id)) and live.refused, "the refusal")
    live = engine.live(run.id)
    assert live is not None and live.refused is not None and "latent" in live.refused.render()
    stopped(engine, run)


def test_new_runs_go_to_the_worker_with_the_fewest(engine: ProcessEngine, new_run: NewRun) -> None:
    runs = [new_run() for _ in range(4)]
    begun(engine, *runs)
    with pytest.raises(UserError, match="Another process"):
        ProcessEngine.submit(_other(), runs[0])
    held = [engine._runs[run.id].worker for run in runs]
    assert held[0] is not held[1] and held[:2] == held[2:]
    stopped(engine, runs[0], runs[2])
    more = [new_run() for _ in range(2)]
    begun(engine, *more)
    assert [engine._runs[run.id].worker for run in more] == [held[0], held[0]]
    stopped(engine, runs[1], runs[3], *more)


def _other() -> ProcessEngine:
    """An engine that believes to be in another process: it has none of the runs in hand."""
    made = ProcessEngine.__new__(ProcessEngine)
    made._lock, made._closing, made._runs = threading.RLock(), False, {}
    made._workers = [None]  # type: ignore[list-item]
    return made


def test_a_killed_worker_interrupts_its_runs_and_is_replaced(
    engine: ProcessEngine, new_run: NewRun
) -> None:
    lost, spared = new_run(), new_run()
    begun(engine, lost, spared)
    engine.command(lost, "save")
    wait(lambda: Checkpoints(lost.path / "checkpoints").newest_sound(), "a checkpoint")
    before = engine.processes()
    os.kill(engine._runs[lost.id].worker.process.pid, signal.SIGKILL)
    wait_for_end(engine, lost)
    status = lost.status()
    assert status.state == "interrupted" and "exit code -9" in status.reason
    seen = live_step(engine, spared)
    wait(lambda: live_step(engine, spared) > seen + 5, "the other run's rounds")
    assert len(engine.processes()) == 2 and engine.processes() != before
    step = lost.status().saved_step
    engine.submit(lost)
    wait(lambda: live_step(engine, lost) > step, "rounds after the checkpoint")
    assert lost.status().why is None
    stopped(engine, lost, spared)


def test_a_worker_that_cannot_be_replaced_lets_its_runs_go(
    engine: ProcessEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run()
    begun(engine, run)

    def no_memory() -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(engine, "_start_worker", no_memory)
    os.kill(engine._runs[run.id].worker.process.pid, signal.SIGKILL)
    wait_for_end(engine, run)
    assert run.status().state == "interrupted" and engine.running() == []
    wait(lambda: len(engine.processes()) == 1, "the other worker alone")


def test_closing_saves_every_run_and_leaves_no_process(shared_home: Path, new_run: NewRun) -> None:
    made = ProcessEngine(workers=1)
    runs = [new_run() for _ in range(2)]
    begun(made, *runs)
    made.command(runs[0], "pause")
    (pid,) = made.processes()
    made.close(PATIENCE)
    for run in runs:
        status = run.status()
        assert status.state == "interrupted" and status.saved_step == status.step > 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(UserError, match="ending"):
        made.submit(runs[0])


def test_a_server_that_is_killed_leaves_saved_runs_and_no_process(
    shared_home: Path, new_run: NewRun
) -> None:
    made = ProcessEngine(workers=1)
    run = new_run()
    begun(made, run)
    (worker,) = made._workers
    assert worker.process.stdin is not None
    made._closing = True  # nobody is left to start another
    worker.process.stdin.close()  # what the system does for a process that is no more
    worker.reader.join(PATIENCE)
    status = run.status()
    assert status.state == "interrupted" and status.saved_step == status.step > 5


def test_workers_that_cannot_start_are_given_up(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    made = ProcessEngine(workers=2)
    wait(lambda: made.processes() == [], "the end of all")
    assert made._failures >= MOST_FAILURES
    with pytest.raises(UserError, match="could be started"):
        made.submit(new_run())
    made.close(5)


def test_a_worker_loads_nothing_of_the_pages(engine: ProcessEngine, new_run: NewRun) -> None:
    run = new_run()
    begun(engine, run)
    pid = engine._runs[run.id].worker.process.pid
    mapped = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    assert "torch" in mapped
    assert not [name for name in ("streamlit", "pyarrow", "pandas") if name in mapped]
    assert "OMP_NUM_THREADS=1" in Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")
    stopped(engine, run)
