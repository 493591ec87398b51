"""One run in the hands of its writer: built or restored, advanced, recorded, saved."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import torch

from gan_core.design import Design
from gan_core.errors import GanvasError, Message
from gan_core.events import Changed, Diverged, Event, NotSaved, Stepped
from gan_core.runs.changing import changed_design
from gan_core.runs.config import RunConfig, card, check_size
from gan_core.runs.folder import RunFolder, State, Status
from gan_core.runs.lock import Lock, claim, disclaim
from gan_core.runs.record.digest import DigestWriter
from gan_core.runs.record.recorder import Recorder
from gan_core.runs.trainer import ENDLESS, Trainer
from gan_core.runs.training.opening import opening
from gan_core.runs.training.preview import Frame, Preview
from gan_core.runs.training.writer import Writer
from gan_core.settings.base import changed_keys


class Session:
    """The one writer of a run's folder. Not thread-safe: whoever holds it advances it.

    Training depends on nothing that happens here: grids and saves read the game and draw from
    streams of their own.

    orders_until: the byte of control.jsonl up to which commands are older than this session.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.orders_until = folder.commands_end()
        self.config = folder.config()
        with ExitStack() as undo:
            self._lock = Lock(folder.path)
            undo.callback(self._lock.release)
            self.recorder = Recorder(self.folder.path / "events.jsonl")
            undo.callback(self.recorder.close)
            self._digest = DigestWriter(folder)
            self._open()
            undo.pop_all()

    def _open(self) -> None:
        config, start = self.config, opening(self.folder, self.config)
        self.config = self._with(start.design)
        if self.config != config:
            self.folder.write_config(self.config)
        self.content = start.content.to(config.device)
        self.trainer = Trainer(start.design, self.content, config.seed, config.device)
        self.seconds = 0.0
        self._between_rounds = True
        self.preview = Preview(
            self.trainer.game, start.design, start.content, config.seed, config.device
        )
        self.writer = Writer(self.folder.path, self.trainer, self.recorder, self.preview, self.card)
        if start.state is not None:
            self.trainer.restore(*start.state)
            self.seconds = float(start.state[1].get("seconds", 0.0))
            self.writer.saved_step = self.step
        if start.state is not None or not self.recorder.fresh:
            self.recorder.resumed(self.step)
        self._playing = self._play()

    def _with(self, design: Design) -> RunConfig:
        return self.config.model_copy(update={"settings": design.settings})

    def _play(self) -> Iterator[Event]:
        self.total = self.config.steps or sum(stage.steps for stage in self.trainer.stages)
        return self.trainer.play(self.total if self.config.minutes is None else ENDLESS)

    @property
    def step(self) -> int:
        """Return the rounds done."""
        return self.trainer.step

    @property
    def design(self) -> Design:
        """Return what is trained, with the settings in force."""
        return self.trainer.design

    @property
    def limit_seconds(self) -> float:
        """Return after how much training time the run ends."""
        return math.inf if self.config.minutes is None else 60 * self.config.minutes

    def rounds(self) -> Iterator[Event]:
        """Play on to the run's end, recording; the caller may stop between any two events.

        Yields each event after it was recorded. Ends at the step or time limit, or with Diverged.
        """
        if self.step == 0:
            yield self.writer.attempt(self.writer.grid)
        while self.seconds < self.limit_seconds:
            start = time.perf_counter()
            self._between_rounds = False
            event = next(self._playing, None)
            self._between_rounds = True
            self.seconds += time.perf_counter() - start
            if event is None:
                return
            for noted in self.writer.record(event, self.config.score_every):
                yield noted
                if isinstance(noted, Diverged):
                    return
            if isinstance(event, Stepped) and self.writer.save_is_due(self.seconds):
                yield self.writer.attempt(self.save)
                self.status("running")
                self._digest.keep()

    @property
    def latest(self) -> dict[str, float]:
        """Return the readings that were looked at last."""
        return self.writer.latest

    def pin(self) -> Event:
        """Save now and keep that checkpoint until the run is deleted; a full disk is noted."""
        return self.writer.attempt(lambda: self.save(pinned=True))

    def save(self, *, pinned: bool = False) -> Event:
        """Write a resume checkpoint; return what happened.

        Raises:
            GanvasError: the state is not finite or the disk is full; the old checkpoint stays.
        """
        return self.writer.save(self.seconds, pinned=pinned)

    def offer(self) -> Event:
        """Set G aside for whoever wants to explore it now; a full disk is noted."""
        return self.writer.attempt(self.writer.share)

    @property
    def trouble(self) -> Message | None:
        """Return what could not be written last, None where all is well."""
        return self.writer.trouble

    def change(self, changes: Mapping[str, Any]) -> None:
        """Put other settings into force from the next round on, and save at once.

        The checkpoint says which settings it was trained with, so the run resumes with them.

        Raises:
            UserError: a value is wrong, or a setting is fixed for the length of a run.
        """
        before, after = self.design, changed_design(self.design, changes)
        check_size(self._with(after), after, len(self.content))
        self.trainer.change(after)
        for key in changed_keys(before.settings, after.settings):
            old, new = (str(getattr(one.settings, key)) for one in (before, after))
            self.recorder.event(Changed(self.step, key, new, old))
        if self.config.steps is None and self.config.minutes is None:
            # Rounds of another size would give another total: the length stays what it was.
            self.config = self.config.model_copy(update={"steps": self.total})
        self.config = self._with(after)
        self._playing = self._play()
        self.writer.attempt(self.save)
        self._note_settings()

    def _note_settings(self) -> None:
        """Write settings and length into run.json as it is now: it may have been renamed."""
        mine = {"settings": self.config.settings, "steps": self.config.steps}
        try:
            self.folder.write_config(self.folder.config().model_copy(update=mine))
        except GanvasError as error:  # the checkpoint carries the settings
            self.writer.trouble = error.message

    def card(self) -> dict[str, Any]:
        """Return what a checkpoint says of itself: recipe, settings, data and its licence."""
        about = card(self.config, self.content)
        return {"step": self.step, "seconds": self.seconds, **about}

    def frame(self) -> Frame:
        """Return the sample grid from the fixed noise, as it is now."""
        return self.preview.frame(self.step)

    def change_threads(self, threads: int) -> None:
        """Note that the run goes on with another number of threads; exact is only one number."""
        self.recorder.event(Changed(self.step, "threads", str(threads)))

    def sum_up(self) -> None:
        """Have the curves end here: somebody looks at the run as it stands."""
        self.recorder.sum_up(self.step)
        self.recorder.flush()

    def status(self, state: State, why: Message | None = None) -> Status:
        """Write and return where the run stands; a full disk is no reason to stop."""
        status = Status(
            state,
            self.step,
            self.total if self.config.minutes is None else None,
            self.seconds,
            self.writer.saved_step,
            torch.get_num_threads(),
            why,
        )
        try:
            self.folder.write_status(status)
        except GanvasError as error:
            self.writer.trouble = error.message
        self.recorder.flush()
        return status

    def close(self, state: State, why: Message | None = None) -> Status:
        """Save if anything is unsaved, write the last status and return it, let the folder go.

        A run that failed within a round may have moved one player and not the other, and one
        that diverged holds no numbers worth keeping: these keep their last save.
        """
        sound = self._between_rounds and state != "diverged"
        try:
            if self.step > self.writer.saved_step and sound:
                event = self.writer.attempt(self.save)
                if isinstance(event, Diverged):
                    state, why = "diverged", event.why
                elif isinstance(event, NotSaved):
                    why = self.trouble
                else:
                    self.writer.attempt(self.writer.grid)
        finally:
            with ExitStack() as leaving:
                leaving.callback(disclaim, self.folder.path)
                leaving.callback(self._lock.release)
                leaving.callback(self._digest.keep, ending=True)
                leaving.callback(self.recorder.close)
                status = self.status(state, why)
        return status


def open_session(folder: RunFolder) -> Session:
    """Return the session of `folder`, claimed for this process.

    Raises:
        GanvasError: the run cannot be opened; the message says why.
    """
    mine = claim(folder.path)
    try:
        return Session(folder)
    except BaseException:
        if mine:
            disclaim(folder.path)
        raise
