"""Runs for measuring pages: one that trains for long, and ones with many recorded steps."""

from __future__ import annotations

import math
from pathlib import Path

from gan_core.events import Saved, Scored
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.training.milestones import is_milestone
from gan_core.runs.training.session import open_session

SAVED_EVERY = 1000
"""Rounds between saves: half a minute at some 30 rounds a second."""
SCORED_EVERY = 500


def endless() -> str:
    """Return the id of a new run that trains on one thread for as long as anybody measures."""
    config = new_config("dcgan", "mnist", preset="fast", threads=1, steps=10**7)
    return Store().create(config).id


def recorded(steps: int) -> str:
    """Return the id of a new run with `steps` recorded rounds, from which it can be resumed.

    The networks are a real run's; its readings, scores and saves are made up, and written by the
    writer that every run has.
    """
    config = new_config("dcgan", "mnist", preset="fast", threads=1, steps=10**7)
    folder = Store().create(config)
    session = open_session(folder)
    rounds = session.rounds()
    while session.step < 2:
        next(rounds)
    values, grid = dict(session.latest), session.frame()
    for step in range(session.step + 1, steps + 1):
        wave = math.sin(step / 50)
        session.recorder.readings(step, {key: value + wave for key, value in values.items()})
        if is_milestone(step):
            keep(folder.path / "samples", step, grid.average, grid.raw)
        if step % SCORED_EVERY == 0:
            scores = {"fd": 100.0 + wave, "confident": 0.5 + wave / 4}
            session.recorder.event(Scored(step, scores))
        if step % SAVED_EVERY == 0:
            session.recorder.event(Saved(step, f"resume_{step:08d}.safetensors"))
    session.trainer.progress.step = session.trainer.progress.stage_step = steps
    session.close("stopped")
    return folder.id


def keep(samples: Path, step: int, average: bytes | None, raw: bytes) -> None:
    """Write the sample grid of a step as a run does."""
    (samples / f"step_{step:08d}.png").write_bytes(average or raw)
    if average:
        (samples / f"raw_{step:08d}.png").write_bytes(raw)


def copies(run_id: str, count: int) -> list[str]:
    """Return the ids of copies of a run: each one's first look finds nothing in any cache."""
    store = Store()
    folders: list[RunFolder] = [store.duplicate(run_id, f"copy {i}") for i in range(count)]
    return [folder.id for folder in folders]
