from __future__ import annotations

import errno
import io
from collections.abc import Callable
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import data
from gan_core.data.feed import Feed
from gan_core.errors import GanvasError, Message, UserError
from gan_core.events import Diverged, NotSaved, Sampled, Stepped
from gan_core.recipe import Plan
from gan_core.rng import Rng
from gan_core.runs import trainer
from gan_core.runs.config import RunConfig
from gan_core.runs.folder import RunFolder, Status
from gan_core.runs.lock import writer_alive
from gan_core.runs.record.history import History
from gan_core.runs.state import state_hash
from gan_core.runs.training import session as sessions
from gan_core.runs.training import writer as keepers
from gan_core.runs.training.milestones import grid_is_due
from gan_core.runs.training.session import Session
from gan_core.train import Progress, train
from tests.gan_core.runs.helpers import forget

NewRun = Callable[..., RunFolder]


def play(session: Session, rounds: int) -> None:
    for event in session.rounds():
        if isinstance(event, Stepped):
            rounds -= 1
        if rounds == 0:
            return


def now(session: Session) -> str:
    return session.trainer.hash()


def bare_hash(config: RunConfig, rounds: int) -> str:
    """Train without a session, so that nobody looks at anything; return the state's hash."""
    recipe, settings = config.gan, config.settings
    content, rng = data.load(config.data), Rng(config.seed, config.device)
    game = recipe.make(settings, content.spec, rng)
    feed, progress = Feed(content, rng), Progress()
    stages = recipe.stages(settings, Plan(content.spec, len(content)))
    for _ in train(game, stages, feed, progress, until=rounds):
        pass
    return state_hash(game, feed, progress)


def test_saving_and_drawing_change_nothing_that_comes_after(new_run: NewRun) -> None:
    plain, disturbed = Session(new_run("dcgan")), Session(new_run("dcgan"))
    for session in (plain, disturbed):
        rounds = session.rounds()
        while session.step < 12:
            next(rounds)
            if session is disturbed:
                session.frame()
                session.offer()
                session.save()
    assert now(plain) == now(disturbed) == bare_hash(plain.config, 12)
    forget(plain, disturbed)


def test_hash_sees_a_single_changed_bit(new_run: NewRun) -> None:
    session = Session(new_run())
    play(session, 3)
    before = now(session)
    weight = next(session.trainer.game.net("D").parameters())
    with torch.no_grad():
        weight.view(torch.int32).flatten()[0] ^= 1
    assert now(session) != before
    with torch.no_grad():
        weight.view(torch.int32).flatten()[0] ^= 1
    assert now(session) == before
    forget(session)


def test_grids_show_the_fixed_noise_at_the_milestones(new_run: NewRun) -> None:
    run = new_run(steps=11)
    session = Session(run)
    sampled = [event.step for event in session.rounds() if isinstance(event, Sampled)]
    session.close("done")
    assert sampled == [0, 1, 2, 3, 4] + [s for s in sampled if s > 4] and len(sampled) < 11
    files = run.samples()
    assert [step for step, _ in files] == sampled
    with Image.open(files[0][1]) as grid:
        assert grid.size == (8 * 30 - 2, 8 * 30 - 2)
    assert files[0][1].read_bytes() != files[-1][1].read_bytes()
    frame = session.frame()
    assert frame.average == files[-1][1].read_bytes() and frame.raw != frame.average


def test_conditional_grid_has_a_row_for_each_class(new_run: NewRun) -> None:
    session = Session(new_run("cdcgan"))
    sheet = np.asarray(Image.open(io.BytesIO(session.frame().raw)))
    assert sheet.shape == (10 * 30 - 2, 8 * 30 - 2)
    asked = session.preview._request.y
    assert asked is not None
    assert asked.reshape(10, 8).unique(dim=1).flatten().tolist() == list(range(10))
    forget(session)


def due(session: Session, step: int) -> bool:
    return grid_is_due(step, session.design, session.trainer.stages[0], len(session.content))


def test_a_crashs_leftovers_are_swept_away_and_nothing_else(new_run: NewRun) -> None:
    run = new_run()
    before = {path for path in run.path.rglob("*")}
    for place in (".status.json.00ff00ff.tmp", "checkpoints/.resume_00000002.safetensors.1.tmp"):
        (run.path / place).write_bytes(b"half")
    Session(run).close("stopped")
    left = {path for path in run.path.rglob("*")}
    assert before <= left and not [path for path in left if path.suffix == ".tmp"]


def test_preset_that_counts_epochs_keeps_its_grids_by_epochs(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(new_run("dcgan", changes={"batch": 1500, "grid_epochs": 2, "g_width": 1}))
    assert [step for step in range(1, 20) if due(session, step)] == [6, 12, 18]
    forget(session)


def test_run_killed_before_its_first_checkpoint_begins_its_curves_afresh(new_run: NewRun) -> None:
    run = new_run()
    session = Session(run)
    play(session, 7)
    forget(session)
    again = Session(run)
    assert again.step == 0
    play(again, 5)
    again.close("stopped")
    assert History(run).refresh().curves["D/loss"].steps == [1, 2, 3, 4, 5]


def test_closing_saves_once_what_is_unsaved(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(new_run())
    play(session, 3)
    session.save()
    monkeypatch.setattr(session, "save", lambda: pytest.fail("saved twice"))
    session.close("stopped", Message("because"))
    status = session.folder.status()
    assert (status.state, status.saved_step, status.reason) == ("stopped", 3, "because")


def test_run_has_one_writer_and_the_next_after_it(new_run: NewRun) -> None:
    run = new_run()
    first = Session(run)
    with pytest.raises(UserError, match="Another process is training"):
        Session(run)
    first.close("stopped")
    Session(run).close("stopped")


def test_run_that_cannot_be_opened_lets_its_lock_go(new_run: NewRun) -> None:
    run = new_run()
    good = run.config()
    for bad in ({"data_hash": "0" * 16}, {"device": "cuda:9"}, {"recipe": "none"}):
        run.write_config(good.model_copy(update=bad))
        with pytest.raises(GanvasError):
            Session(run)
    run.write_config(good)
    Session(run).close("stopped")


def test_divergence_names_the_reading_and_ends_the_rounds(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.gan_core.tiny import poisoned_after

    monkeypatch.setattr(trainer, "train", poisoned_after(3))
    session = Session(new_run())
    events = list(session.rounds())
    assert isinstance(events[-1], Diverged) and events[-1].step <= 4 and events[-1].reading
    session.close("diverged")


def test_status_of_another_version_is_read_as_far_as_it_is_known(new_run: NewRun) -> None:
    run = new_run()
    run.write_status(Status("done", 7))
    path = run.path / "status.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"step": 7', '"step": 7, "mood": "good"'),
        encoding="utf-8",
    )
    assert (run.status().state, run.status().step) == ("done", 7)
    path.write_text("{", encoding="utf-8")
    assert run.status().state == "interrupted"


def test_a_full_disk_does_not_end_the_training_and_is_tried_again(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(new_run())
    play(session, 3)
    session.save()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("gan_core.files.atomic.os.fsync", full)
        assert isinstance(session.pin(), NotSaved)
        assert session.trouble is not None and "No space left" in session.trouble.render()
        play(session, 3)
    session.pin()
    assert session.trouble is None
    session.close("stopped")
    assert session.folder.status().saved_step == 6


def test_a_run_with_little_of_the_time_is_saved_less_often(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = count(0.0, 0.5)
    monkeypatch.setattr(keepers, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    session = Session(new_run())
    play(session, 1)
    session.seconds = 10.0
    session.save()  # it took half a second by this clock: 2 % of 25
    assert not session.writer.save_is_due(1e9)
    clock = count(32.0)
    assert not session.writer.save_is_due(34.0)
    assert session.writer.save_is_due(36.0)
    clock = count(125.0)
    assert session.writer.save_is_due(11.0)
    session.close("stopped")


def test_a_run_that_fails_within_a_round_keeps_its_last_whole_round(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_run()
    session = Session(folder)
    play(session, 3)
    session.save()

    def broken(*_args: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(session.trainer.game.players["G"].opt, "step", broken)
    with pytest.raises(RuntimeError):
        play(session, 1)
    session.close("failed", Message("out of memory"))
    assert (folder.status().state, folder.status().saved_step) == ("failed", 3)
    again = Session(folder)
    assert again.step == 3
    play(again, 2)
    assert now(again) == bare_hash(folder.config(), 5)
    again.close("stopped")


def test_a_run_that_cannot_be_opened_is_nobodys(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_run()
    sessions.open_session(folder).close("stopped")
    with monkeypatch.context() as broken:
        broken.setattr(sessions.Session, "_open", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sessions.open_session(folder)
    assert not writer_alive(folder.path)
