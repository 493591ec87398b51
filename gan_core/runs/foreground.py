"""Runs trained here and now, in the caller's thread: for the command line and for Python."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from gan_core.errors import GanvasError, Message, message_of
from gan_core.events import Diverged, Event, Stepped
from gan_core.model import Model
from gan_core.runs.config import new_config
from gan_core.runs.engine.cores import calibrated_threads
from gan_core.runs.folder import RunFolder, State, Status
from gan_core.runs.library.longer import lengthen
from gan_core.runs.library.models import open_model
from gan_core.runs.training.control import Control
from gan_core.runs.training.session import Session, open_session

PAUSED_SECONDS = 0.2
"""Between two looks at what a paused run is told."""

Watch = Callable[[Event], None]
"""What is told every event of a run, after it was recorded: `Stepped` after each round."""


def train_model(
    recipe: str,
    data: str,
    out: str | Path,
    *,
    preset: str | None = None,
    settings: Mapping[str, Any] | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    seed: int = 0,
    watch: Watch | None = None,
    **more: Any,
) -> Model:
    """Train a GAN from the start to its end and return the model; `python -m gan_core train`.

    recipe, data: their names. out: the run's new folder, which keeps everything. preset: named
    settings of the recipe, by default its first; settings: what differs from them. steps: rounds
    in all, minutes: training time; without either the preset's epochs. watch: called after each
    event. more: threads, device, score_every and name, as in `plan_run`.

    A KeyboardInterrupt ends the run as "stopped": `resume_model` goes on from its last save.

    Raises:
        UserError: a name is unknown, a value out of bounds, or `out` holds a run already.
        GanvasError: the run diverged.
    """
    limits = {"steps": steps, "minutes": minutes, "seed": seed}
    config = new_config(recipe, data, preset=preset, changes=settings, **limits, **more)
    return _model_of(RunFolder.create(Path(out), config), watch)


def resume_model(run: str | Path, *, steps: int | None = None, watch: Watch | None = None) -> Model:
    """Go on with the run in folder `run` to its end and return the model.

    steps: rounds in all, counted from the run's beginning; by default as it was planned.

    Raises:
        UserError: there is no run, or another process trains it.
        GanvasError: the run diverged.
    """
    folder = RunFolder(Path(run))
    if steps is not None:
        lengthen(folder, steps=steps)
    return _model_of(folder, watch)


def _model_of(folder: RunFolder, watch: Watch | None) -> Model:
    before = torch.get_num_threads()
    session = open_session(folder)
    try:
        refuse_diverged(play(session, watch))
    finally:
        torch.set_num_threads(before)
    return open_model(folder.path)


def play(
    session: Session, watch: Watch | None = None, should_stop: Callable[[], bool] = lambda: False
) -> Status:
    """Train a run to its end, or until it is told to stop; close it and return where it stands.

    should_stop: asked after each event. The number of torch's threads becomes the run's.
    """
    control = Control(session.folder, session.orders_until)
    state: State = "stopped"
    why: Message | None = None
    try:
        threads = session.config.threads or calibrated_threads(session.trainer)
        torch.set_num_threads(threads)
        session.change_threads(threads)
        session.status("running")
        state, why = _advance(session, control, watch, should_stop)
    except Exception as error:
        state, why = "failed", message_of(error)
        raise
    finally:
        status = session.close(state, why)
    return status


def refuse_diverged(status: Status) -> None:
    """Raise GanvasError where a run ended because its numbers were no longer finite."""
    if status.state == "diverged" and status.why is not None:
        raise GanvasError(status.why.text, **status.why.values)


def _advance(
    session: Session, control: Control, watch: Watch | None, should_stop: Callable[[], bool]
) -> tuple[State, Message | None]:
    for event in session.rounds():
        if watch is not None:
            watch(event)
        if isinstance(event, Diverged):
            return "diverged", event.why
        if isinstance(event, Stepped):
            control.note_round(session)
        control.obey(session)
        while control.state == "paused" and not should_stop():
            time.sleep(PAUSED_SECONDS)
            control.obey(session)
        if should_stop() or control.state == "stopped":
            return "stopped", None
    return "done", None
