"""A lab in the scheduler: what it is told, when it wants a turn, what those who look are sent."""

from __future__ import annotations

import json
import math
import time
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gan_core.data.plane import encode_drawing
from gan_core.errors import UserError
from gan_core.lab import task as tasks
from gan_core.lab.bench import Bench
from gan_core.lab.commands import read_command
from gan_core.lab.config import lab_config
from gan_core.lab.showing import LAYERS, FrameRequest, curves
from gan_core.lab.task import LabTask

SMALL = {"g_width": 8, "d_width": 8, "depth": 1, "d_depth": 1, "batch": 16}


def lab(shape: str = "ring8", *, playing: bool = False, **changes: Any) -> LabTask:
    made = lab_config({"shape": shape, "changes": {**SMALL, **changes}})
    return LabTask(Bench(made), playing=playing)


def tell(task: LabTask, **told: Any) -> None:
    future = task.ask(lambda: task.obey(read_command(told)))
    task.slice(0.0, alone=True)
    future.result(0)


def read(content: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    length = int.from_bytes(content[:4], "little")
    assert (4 + length) % 4 == 0
    header = json.loads(content[4 : 4 + length])
    arrays = {}
    for name, place in header["arrays"].items():
        count = math.prod(place["shape"])
        flat = np.frombuffer(content, place["type"], count, 4 + length + place["at"])
        arrays[name] = flat.reshape(place["shape"])
    return header, arrays


def look(task: LabTask, **wanted: Any) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    future = task.look(FrameRequest(**wanted))
    task.slice(0.0, alone=True)
    return read(future.result(0))


def test_a_paused_lab_wants_no_turn_until_it_is_told_something() -> None:
    task = lab()
    task.slice(0.0, alone=True)
    assert task.due() == math.inf and not task.heavy
    task.ask(lambda: None)
    assert task.due() == 0.0
    task.slice(0.0, alone=True)
    assert task.due() == math.inf


def test_it_plays_while_it_is_told_to() -> None:
    task = lab()
    tell(task, do="play")
    task.slice(0.02, alone=True)
    assert task.heavy and task.due() == 0.0 and task.bench.step > 0
    tell(task, do="pause")
    at = task.bench.step
    task.slice(0.02, alone=True)
    assert task.bench.step == at and at in task.bench.branches.current.snapshots.steps


def test_a_lab_plays_from_the_first_look_until_nobody_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + late[0])
    monkeypatch.setattr(tasks, "time", clock)
    task = lab(playing=True)
    assert task.due() == math.inf and not task.heavy
    future = task.look(FrameRequest())
    assert task.due() == 0.0
    task.slice(0.05, alone=True)
    assert future.done() and task.heavy and task.bench.step >= 1
    late[0] = tasks.WATCHED_SECONDS + 0.1
    assert task.due() == math.inf and not task.heavy


def test_who_asks_for_the_second_picture_has_the_first() -> None:
    task = lab(playing=True)
    task.look(FrameRequest(-1))
    assert not task.first_picture.is_set()
    task.look(FrameRequest(1))
    assert task.first_picture.is_set()


def test_ten_rounds_a_second_are_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(tasks, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    task = lab()
    tell(task, do="speed", speed="10")
    tell(task, do="play")
    seen = []
    for _ in range(40):
        seen.append(task.bench.step)
        clock[0] += 0.02
        task.slice(0.01, alone=True)
    assert not task.heavy and 0 < task.due() <= 0.1 + 1e-9
    assert seen[-1] - seen[0] in (7, 8)  # in .8 seconds


def test_slow_motion_takes_parts() -> None:
    task = lab()
    tell(task, do="speed", speed="slow")
    tell(task, do="play")
    task.slice(0.1, alone=True)
    header, arrays = look(task)
    assert header["part"]["player"] == "D" and header["part"]["name"] == "sample"
    assert arrays["batch_real"].shape == arrays["batch_fake"].shape == (16, 2)


@pytest.mark.parametrize("level, parts", [("round", 1), ("player", 2), ("part", 10)])
def test_steps_of_three_sizes_pause_and_move(level: str, parts: int) -> None:
    task = lab(playing=True)
    for _ in range(parts):
        tell(task, do="step", level=level)
    assert task.bench.step == 1 and not task.playing


def test_a_step_can_be_taken_back() -> None:
    task = lab()
    for _ in range(3):
        tell(task, do="step")
    tell(task, do="rewind", step=2)
    assert task.bench.step == 2
    tell(task, do="step")
    header, _ = look(task)
    assert header["branch"] == 2 and [branch["from"] for branch in header["branches"]] == [0, 2]
    tell(task, do="branch", id=1)
    assert task.bench.step == 3


def test_reset_and_restart_begin_at_step_0() -> None:
    task = lab(lr=0.01)
    tell(task, do="step")
    tell(task, do="who", who="G")
    tell(task, do="reset")
    assert task.bench.step == 0 and task.bench.who == "G" and task.bench.settings.lr == 0.01
    other = lab_config({"shape": "moons", "changes": SMALL})
    task.ask(lambda: task.restart(other))
    task.slice(0.0, alone=True)
    assert task.status.config == other and task.bench.step == 0


def test_it_goes_on_from_the_trained_lab_on_the_same_data() -> None:
    task = lab("moons", playing=True)
    tell(task, do="step")
    before, _ = look(task)
    tell(task, do="trained")
    after, _ = look(task)
    assert after["step"] == after["trained"] == 6000 and after["begun"] > before["begun"]
    assert after["data"] == before["data"] and after["scores"]["step"] == 6000
    assert after["snapshots"] == [6000] and task.status.config.shape == "moons"
    assert task.status.trained
    tell(task, do="reset")
    assert task.bench.step == 0 and not task.status.trained


def test_where_none_is_trained_it_says_so_and_plays_on() -> None:
    code = encode_drawing([(3, 4)])
    task = LabTask(Bench(lab_config({"shape": "drawn", "drawing": code, "changes": SMALL})))
    assert look(task)[0]["trained"] == 0
    bench = task.bench
    with pytest.raises(UserError, match="no trained lab"):
        tell(task, do="trained")
    assert task.bench is bench and task.playing


@pytest.mark.parametrize(
    "told", [{}, {"do": "fly"}, {"do": "speed", "speed": "9"}, {"do": "rewind", "step": -1}]
)
def test_what_is_no_command_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        read_command(told)


def test_an_error_goes_to_whoever_asked_and_the_lab_lives_on() -> None:
    task = lab()
    wrong: list[Future[Any]] = [
        task.ask(lambda: task.bench.change({"lr": -1.0})),
        task.ask(lambda: 1 / 0),
    ]
    task.slice(0.0, alone=True)
    assert isinstance(wrong[0].exception(0), UserError)
    assert isinstance(wrong[1].exception(0), ZeroDivisionError)
    tell(task, do="step")
    assert task.bench.step == 1


def test_a_frame_holds_what_was_asked_for() -> None:
    task = lab()
    tell(task, do="step")
    header, arrays = look(task, layers=LAYERS)
    assert set(arrays) == {"fake", "real", "field", "manifold", "zgrid", "arrows"}
    assert arrays["fake"].shape == arrays["arrows"].shape == (320, 2)
    assert header["step"] == 1 and header["snapshots"] == [0, 1] and header["scores"]["step"] == 1
    assert {"D/loss", "G/loss"} <= set(header["readings"]) and header["lines_at"]["G/loss"] > 0
    _, less = look(task, layers=frozenset(), data=header["data"])
    assert set(less) == {"fake"}


def test_coordinates_arrive_as_they_are() -> None:
    task = lab()
    header, arrays = look(task, raw=True)
    fakes = task.drawing.fakes(raw=True).numpy()
    assert np.allclose(arrays["fake"] * header["unit"], fakes, atol=header["unit"])
    real = task.drawing.real.numpy()
    assert np.allclose(arrays["real"] * header["unit"], real, atol=header["unit"])


def test_who_has_the_newest_frame_waits_for_the_next() -> None:
    task = lab()
    header, _ = look(task)
    future = task.look(FrameRequest(after=header["seq"]))
    task.slice(0.0, alone=True)
    assert not future.done() and task.due() == math.inf
    tell(task, do="step")
    task.slice(0.0, alone=True)
    assert read(future.result(0))[0]["seq"] > header["seq"]


def test_who_gave_up_waiting_is_forgotten() -> None:
    task = lab()
    header, _ = look(task)
    for _ in range(5):
        task.look(FrameRequest(after=header["seq"])).cancel()
    task.look(FrameRequest(after=header["seq"]))
    assert len(task._inbox._looks) == 1


def test_a_bug_pauses_the_lab_and_spares_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    task = lab()
    tell(task, do="play")
    monkeypatch.setattr(task.bench, "round", lambda: 1 / 0)
    task.slice(0.1, alone=True)
    assert not task.playing and not task.status.playing
    monkeypatch.undo()
    header, _ = look(task)
    assert header["trouble"] == {} and task.bench.trouble is not None
    tell(task, do="play")
    assert not task.playing
    tell(task, do="rewind", step=0)
    tell(task, do="play")
    task.slice(0.05, alone=True)
    assert look(task)[0]["trouble"] is None and task.playing and task.bench.step > 0


def test_looking_changes_nothing() -> None:
    seen, unseen = lab(), lab()
    for _ in range(4):
        tell(seen, do="step")
        look(seen, layers=LAYERS)
        look(seen, raw=True)
        seen.scorer.now()
        unseen.bench.round()
    one, other = (task.bench.trainer.hash() for task in (seen, unseen))
    assert one == other


def test_curves_tell_the_past_of_a_line() -> None:
    task = lab()
    for _ in range(3):
        tell(task, do="step")
    task.ask(lambda: task.bench.change({"r1": 0.5}))
    task.slice(0.0, alone=True)
    told = json.loads(json.dumps(curves(task), allow_nan=False))
    assert [step for step, _ in told["curves"]["D/loss"]] == [1, 2, 3]
    assert told["changes"] == [[3, "r1", "0.5"]]
    assert [step for step, _ in told["scores"]] == [1, 2, 3] and "ema/js" in told["scores"][0][1]


def test_a_lab_that_diverged_still_draws() -> None:
    task = lab(optimizer="sgd", objective="least_squares", r1=0.0, lr=1.0, d_rate=100.0)
    for _ in range(30):
        task.bench.round()
    header, _ = look(task, layers=LAYERS)
    assert header["trouble"]["reading"] in ("D/loss", "G/loss", "D/grad", "G/grad")


def test_a_lab_that_diverges_says_that_it_plays_no_more() -> None:
    task = lab(optimizer="sgd", objective="least_squares", r1=0.0, lr=1.0, d_rate=100.0)
    tell(task, do="play")
    for _ in range(30):
        task.slice(0.02, alone=True)
    header, _ = look(task)
    assert header["trouble"] and not header["playing"] and not task.status.playing


def test_what_is_asked_of_a_lab_that_ended_is_cancelled_at_once() -> None:
    task = lab(playing=True)
    before = task.ask(lambda: 1)
    task.close("stopped")
    assert (
        before.cancelled()
        and task.ask(lambda: 1).cancelled()
        and task.look(FrameRequest()).cancelled()
    )


def test_a_lab_that_is_retired_plays_no_further_round() -> None:
    task = lab(playing=True)
    task.retire()
    after = task.ask(lambda: 1)
    task.slice(0.01, alone=True)
    assert task.finished and after.cancelled() and task.bench.step == 0
