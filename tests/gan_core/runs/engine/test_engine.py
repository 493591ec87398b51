from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gan_core.errors import UserError
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.engine import job, slots
from gan_core.runs.engine.threads import ThreadEngine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.record.history import History
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import equal, live_step, saved, wait, wait_for_end
from tests.patience import PATIENCE

NewRun = Callable[..., RunFolder]


def test_run_trains_to_its_end_and_equals_the_command_lines(
    engine: ThreadEngine, new_run: NewRun, tmp_path: Path
) -> None:
    run = new_run(steps=30)
    engine.submit(run)
    assert run.status().live
    wait_for_end(engine, run)
    assert (run.status().state, run.status().step, run.status().saved_step) == ("done", 30, 30)
    assert tiny.train(tmp_path / "cli", steps=30) == 0
    assert equal(saved(run), saved(RunFolder(tmp_path / "cli")))


def test_watching_draws_frames_and_changes_nothing(
    engine: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "FRAME_SECONDS", 0.0)
    monkeypatch.setattr(job, "FRAME_SHARE", 1e9)
    monkeypatch.setattr(slots, "SLICE_SECONDS", 0.005)
    watched, alone = (new_run("dcgan", steps=40) for _ in range(2))
    frames = {}

    def shown(of: job.Job) -> None:
        of.watch()
        if of.live.frame is not None:
            frames[of.live.frame.step] = of.live.frame

    monkeypatch.setattr(engine, "_on_change", shown)
    engine.submit(watched)
    wait_for_end(engine, watched)
    assert len(frames) >= 3 and all(f.raw.startswith(b"\x89PNG") for f in frames.values())
    monkeypatch.setattr(engine, "_on_change", lambda of: None)
    engine.submit(alone)
    wait_for_end(engine, alone)
    assert equal(saved(watched), saved(alone))


def test_nobody_watching_means_no_frames(engine: ThreadEngine, new_run: NewRun) -> None:
    run = new_run()
    engine.submit(run)
    wait(lambda: live_step(engine, run) > 50, "rounds")
    live = engine.live(run.id)
    assert live is not None and live.frame is None


def plays_on(engine: ThreadEngine, run: RunFolder, rounds: int = 100) -> None:
    """Return when the run has played so many rounds more."""
    begun = live_step(engine, run)
    wait(lambda: live_step(engine, run) > begun + rounds, "rounds of another run")


def test_pause_holds_step_plays_exactly_one_round_resume_goes_on(
    engine: ThreadEngine, new_run: NewRun
) -> None:
    run = new_run()
    engine.submit(run)
    wait(lambda: live_step(engine, run) > 5, "rounds")
    assert engine.command(run, "pause")

    def shown() -> tuple[str, str]:
        live = engine.live(run.id)
        assert live is not None
        return live.state, live.pending

    wait(lambda: shown() == ("paused", ""), "pause")
    before = live_step(engine, run)
    other = new_run()
    engine.submit(other)
    plays_on(engine, other)
    assert live_step(engine, run) == before and run.status().state == "paused"
    for count in (1, 2, 3):
        engine.command(run, "step")
        wait(lambda want=before + count: live_step(engine, run) == want, "round")  # type: ignore[misc]
        wait(lambda: shown() == ("paused", ""), "pause after the round")
    plays_on(engine, other)
    assert live_step(engine, run) == before + 3
    engine.command(run, "resume")
    wait(lambda: live_step(engine, run) > before + 10, "rounds after resume")


def test_commands_given_quickly_one_after_the_other_are_all_obeyed(
    engine: ThreadEngine, new_run: NewRun
) -> None:
    run = new_run()
    engine.submit(run)
    wait(lambda: live_step(engine, run) > 5, "rounds")
    engine.command(run, "pause")
    wait(lambda: (live := engine.live(run.id)) and live.state == "paused", "pause")
    before = live_step(engine, run)
    for _ in range(5):
        engine.command(run, "step")
    wait(lambda: live_step(engine, run) == before + 5, "five rounds")
    for command in ("resume", "pause", "resume") * 10:
        engine.command(run, command)  # type: ignore[arg-type]
    wait(lambda: (live := engine.live(run.id)) and live.state == "running", "the last word")
    reached = live_step(engine, run)
    wait(lambda: live_step(engine, run) > reached + 10, "rounds")


def test_stop_is_acknowledged_while_a_turn_is_under_way_and_keeps_the_last_round(
    engine: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, held, go_on = threading.Event(), threading.Event(), threading.Event()
    advance = job.Job._advance

    def held_up(self: job.Job, *args: Any) -> None:
        advance(self, *args)
        if hold.is_set():
            held.set()
            go_on.wait(PATIENCE)

    monkeypatch.setattr(job.Job, "_advance", held_up)
    run = new_run()
    engine.submit(run)
    wait(lambda: live_step(engine, run) > 5, "rounds")
    hold.set()
    assert held.wait(PATIENCE)
    assert engine.command(run, "stop")
    live = engine.live(run.id)
    assert live is not None and (live.pending, live.state) == ("stop", "running")
    go_on.set()
    wait_for_end(engine, run)
    status = run.status()
    assert status.state == "stopped" and status.saved_step == status.step > 5
    assert engine.live(run.id) is None and not engine.command(run, "pause")


def test_run_that_has_not_begun_can_be_stopped(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()
    opened = job.open_session
    monkeypatch.setattr(job, "open_session", lambda *args: told.wait(PATIENCE) and opened(*args))
    engine = ThreadEngine(slots=1)
    run = new_run()
    engine.submit(run)
    assert engine.command(run, "stop")
    live = engine.live(run.id)
    assert live is not None and live.pending == "stop"
    told.set()
    wait_for_end(engine, run)
    assert (run.status().state, run.status().step) == ("stopped", 0)
    engine.close(PATIENCE)


def test_command_of_an_earlier_life_is_not_obeyed_again(
    engine: ThreadEngine, new_run: NewRun
) -> None:
    run = new_run()
    run.command("stop")
    engine.submit(run)
    wait(lambda: live_step(engine, run) > 5, "rounds")


def test_save_pins_a_checkpoint_and_training_goes_on(engine: ThreadEngine, new_run: NewRun) -> None:
    run = new_run()
    engine.submit(run)
    kept = Checkpoints(run.path / "checkpoints")
    wait(lambda: live_step(engine, run) > 5, "rounds")
    engine.command(run, "save")
    wait(lambda: [e for e in kept.entries() if e.pinned], "pinned checkpoint")
    (pinned,) = [e for e in kept.entries() if e.pinned]
    wait(lambda: live_step(engine, run) > pinned.step + 5, "rounds after saving")


class NotedLine(deque[Any]):
    """The line of tasks that wait; it notes in which order they were taken out for a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def remove(self, task: Any) -> None:
        self.taken.append(task.folder.id)
        super().remove(task)


def test_four_runs_on_two_slots_have_turns_alike(
    engine: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = NotedLine()
    monkeypatch.setattr(engine.slots, "_line", line)
    runs = [new_run() for _ in range(4)]
    for run in runs:
        engine.submit(run)
    assert set(engine.running()) == {run.id for run in runs}
    line.taken.clear()  # until now the first ones had the slots to themselves
    wait(lambda: len(had := Counter(line.taken)) == 4 and min(had.values()) > 5, "turns")
    turns, last = list(line.taken), {}
    for now, run_id in enumerate(turns):
        if run_id in last:
            # Of the three others one may be in the other slot all the time; two waited before it.
            assert len(set(turns[last[run_id] + 1 : now])) >= 2, turns
        last[run_id] = now


def test_submitting_twice_is_one_run(engine: ThreadEngine, new_run: NewRun) -> None:
    run = new_run()
    for _ in range(20):
        engine.submit(run)
    assert engine.running() == [run.id]


def test_view_shows_the_newest_state_while_it_trains_and_after(
    engine: ThreadEngine, new_run: NewRun
) -> None:
    run = new_run(steps=400)
    engine.submit(run)
    wait(lambda: live_step(engine, run) > 5, "rounds")
    seen = view(run.id, watch=True, on=engine)
    assert seen.live is not None and seen.state == "running" and 0 < seen.share_done() <= 1
    wait_for_end(engine, run)
    seen = view(run.id, on=engine)
    assert (seen.live, seen.state, seen.step, seen.share_done()) == (None, "done", 400, 1.0)
    assert seen.frame is not None and seen.frame.average is not None
    assert seen.history.curves["D/loss"].steps[-1] == 400


def test_closing_saves_every_run_as_interrupted_and_the_next_engine_goes_on(
    new_run: NewRun, tmp_path: Path
) -> None:
    first = ThreadEngine(slots=2)
    runs = [new_run() for _ in range(3)]
    for run in runs:
        first.submit(run)
    wait(lambda: all(live_step(first, run) > 5 for run in runs), "rounds")
    first.command(runs[0], "pause")
    first.close(PATIENCE)
    assert not any(thread.is_alive() for thread in first.slots._threads)
    for run in runs:
        status = Store().get(run.id).status()
        assert status.state == "interrupted" and status.saved_step == status.step > 5
    with pytest.raises(UserError, match="ending"):
        first.submit(runs[0])
    run = runs[0]
    total = run.status().step + 10
    run.write_config(run.config().model_copy(update={"steps": total}))
    second = ThreadEngine(slots=1)
    second.submit(run)
    wait_for_end(second, run)
    second.close(PATIENCE)
    assert (run.status().state, run.status().step) == ("done", total)
    steps = History(run).refresh().curves["D/loss"].steps
    assert steps == sorted(set(steps))
    if total <= 999:
        assert steps == list(range(1, total + 1))
    assert tiny.train(tmp_path / "whole", steps=total) == 0
    assert equal(saved(run), saved(RunFolder(tmp_path / "whole")))
