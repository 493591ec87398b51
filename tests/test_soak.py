"""A short soak: a small class that trains and is looked at for a while does not grow."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator

import pytest
import torch

from gan_core.lab.commands import read_command
from gan_core.lab.config import lab_config
from gan_core.lab.showing import FrameRequest
from gan_core.lab.task import LabTask
from gan_core.runs.engine.current import close_engine, engine
from gan_core.runs.library.store import Store
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import wait
from tests.patience import PATIENCE
from ui.lab.routes import labs
from ui.train import live_routes

RUNS, LOOKS = 2, 60
SMALL = {"g_width": 8, "d_width": 8, "depth": 1, "d_depth": 1, "batch": 16}
GROWN = 50_000
"""Bytes that so many looks may leave behind; the answers to them are ten times as many."""


@pytest.fixture
def class_of_runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.setattr(live_routes, "FRESH_SECONDS", 0.0)
    live_routes._MESSAGES.clear()
    labs.cache_clear()
    folders = [Store().create(tiny.config(steps=10**6)) for _ in range(RUNS)]
    for folder in folders:
        engine().submit(folder)
    for folder in folders:
        wait(lambda run=folder.id: step(run) > 3, "rounds")
    yield [folder.id for folder in folders]
    close_engine()
    labs.cache_clear()


@pytest.fixture
def task(class_of_runs: list[str]) -> LabTask:
    made = labs().get(labs().create(lab_config({"changes": SMALL})))
    assert made is not None
    return made


def step(run: str) -> int:
    live = engine().live(run)
    return live.step if live is not None else -1


def test_training_leaves_no_tensors_behind(class_of_runs: list[str]) -> None:
    plays_on(class_of_runs)
    before = tensors()
    plays_on(class_of_runs)
    assert tensors() - before < 50


def plays_on(runs: list[str], rounds: int = 60) -> None:
    """Return when every run has played so many rounds more, looking at them meanwhile."""
    begun = {run: step(run) for run in runs}
    wait(
        lambda: looked_at(runs, 1) > 0 and all(step(run) > begun[run] + rounds for run in runs),
        "rounds",
    )


def test_looking_leaves_nothing_behind(class_of_runs: list[str], task: LabTask) -> None:
    for run in class_of_runs:
        engine().command(Store().get(run), "pause")
        wait(lambda run=run: engine().live(run).state == "paused", "the pause")
    task.ask(lambda: task.obey(read_command({"do": "pause"}))).result(PATIENCE)
    tracemalloc.start()
    try:
        looked_at(class_of_runs, LOOKS, task)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        answered = looked_at(class_of_runs, LOOKS, task)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert answered > 10 * GROWN
    assert grown < GROWN, f"{grown / 1024:.0f} KiB"


def looked_at(runs: list[str], times: int, task: LabTask | None = None) -> int:
    """Look at every run (and the lab) as pages do; return the bytes of all answers."""
    answered = 0
    for number in range(times):
        for run in runs:
            told = live_routes.message(run, "en" if number % 2 else "zh")
            assert told is not None
            answered += len(told)
            live_routes._picture(run, raw=False)
        if task is not None:
            future = task.look(FrameRequest(-1))
            labs().wake()
            answered += len(future.result(PATIENCE))
    return answered


def tensors() -> int:
    """Return how many tensors there are."""
    gc.collect()
    return sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects())
