"""What goes wrong in one run stays in that run."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gan_core import train as training
from gan_core.files import atomic
from gan_core.runs import trainer
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.engine.threads import ThreadEngine
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.recorder import Recorder
from gan_core.runs.training import writer
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import live_step, wait, wait_for_end
from tests.patience import PATIENCE

NewRun = Callable[..., RunFolder]
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture
def one_slot(shared_home: object) -> Iterator[ThreadEngine]:
    """One thread for all runs: whatever ends it ends them all."""
    made = ThreadEngine(slots=1)
    yield made
    made.close(PATIENCE)


def test_run_that_raises_fails_alone(
    one_slot: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(game: Any, stages: Any, feed: Any, progress: Any, until: Any, **how: Any) -> Any:
        for event in training.train(game, stages, feed, progress, until, **how):
            if progress.step == 7 and game.rng.seed == 666:
                raise ZeroDivisionError("a bug")
            yield event

    monkeypatch.setattr(trainer, "train", breaking)
    bad, good = new_run(seed=666), new_run()
    one_slot.submit(bad)
    one_slot.submit(good)
    wait_for_end(one_slot, bad)
    assert (bad.status().state, bad.status().reason) == ("failed", "ZeroDivisionError: a bug")
    assert (bad.status().step, bad.status().saved_step) == (7, 0)  # no half round is kept
    before = live_step(one_slot, good)
    wait(lambda: live_step(one_slot, good) > before + 5, "the other run's rounds")


def test_run_that_cannot_be_opened_fails_alone(one_slot: ThreadEngine, new_run: NewRun) -> None:
    good = new_run()
    damaged, foreign = new_run(), new_run()
    foreign.write_config(foreign.config().model_copy(update={"data_hash": "0" * 16}))
    for step in (1, 2):
        name = f"resume_{step:08d}.safetensors"
        (damaged.path / "checkpoints" / name).write_bytes(b"not a checkpoint")
    (damaged.path / "checkpoints" / "manifest.json").write_bytes(b"{")
    for run in (damaged, foreign, good):
        one_slot.submit(run)
    wait_for_end(one_slot, damaged, foreign)
    assert damaged.status().state == foreign.status().state == "failed"
    assert "not a Ganvas checkpoint" in damaged.status().reason
    assert "has changed since" in foreign.status().reason
    wait(lambda: live_step(one_slot, good) > 5, "the other run's rounds")


def test_diverged_run_ends_as_such_and_keeps_its_last_finite_state(
    one_slot: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SAVE_SECONDS", -1.0)
    monkeypatch.setattr(writer, "SAVE_SHARE", 1e9)
    monkeypatch.setattr(trainer, "train", tiny.poisoned_after(9))
    run = new_run()
    one_slot.submit(run)
    wait_for_end(one_slot, run)
    assert run.status().state == "diverged"
    assert run.status().reason.startswith("The run diverged at step 9: ")
    kept = Checkpoints(run.path / "checkpoints").newest_sound()
    assert kept is not None and kept[1]["step"] == 8


def test_full_disk_ends_one_run_with_its_old_checkpoint_and_spares_the_thread(
    one_slot: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run()
    one_slot.submit(run)
    wait(lambda: live_step(one_slot, run) > 5, "rounds")
    one_slot.command(run, "save")
    kept = Checkpoints(run.path / "checkpoints")
    wait(lambda: kept.newest("resume"), "a checkpoint")
    step = kept.entries()[-1].step
    wait(lambda: live_step(one_slot, run) > step, "more rounds")
    fsync = os.fsync

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    one_slot.command(run, "stop")
    wait_for_end(one_slot, run)
    monkeypatch.setattr(atomic.os, "fsync", fsync)
    assert not run.status().live
    assert not list(run.path.rglob("*.tmp"))
    found = kept.newest_sound()
    assert found is not None and found[1]["step"] >= step
    one_slot.submit(run)
    wait(lambda: live_step(one_slot, run) > int(found[1]["step"]), "going on")


def test_run_whose_readings_cannot_be_written_spares_the_thread(
    one_slot: ThreadEngine, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = new_run(), new_run()
    flush = Recorder.flush

    def full(recorder: Recorder) -> None:
        if bad.id in str(recorder._file.name):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(recorder)

    for run in (bad, good):
        one_slot.submit(run)
    wait(lambda: min(live_step(one_slot, run) for run in (bad, good)) > 5, "rounds")
    monkeypatch.setattr(Recorder, "flush", full)
    wait_for_end(one_slot, bad)
    before = live_step(one_slot, good)
    wait(lambda: live_step(one_slot, good) > before + 5, "the other run's rounds")
    assert Checkpoints(bad.path / "checkpoints").newest_sound() is not None
