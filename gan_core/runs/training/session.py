"""One run in the hands of its writer: built or restored, advanced, recorded, saved."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import torch

from gan_core import data
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.errors import N_, CheckpointError, GanvasError, Message
from gan_core.events import Changed, Diverged, Event, Stepped
from gan_core.game import Stage
from gan_core.rng import Rng
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.config import RunConfig, card, check_size, choose_device
from gan_core.runs.folder import Lock, RunFolder, State, Status, claim, disclaim, read_lines
from gan_core.runs.record.digest import DigestWriter
from gan_core.runs.record.recorder import Recorder, to_numbers
from gan_core.runs.state import restore
from gan_core.runs.training.changing import changed, put_in_force
from gan_core.runs.training.milestones import grid_is_due
from gan_core.runs.training.preview import Frame, Preview
from gan_core.runs.training.writer import Writer
from gan_core.settings.base import changed_keys
from gan_core.train import Progress, train

READ_EVERY = {"cpu": 1}
"""How many rounds between looks at the readings: a look makes an accelerator wait."""


class Session:
    """The one writer of a run's folder. Not thread-safe: whoever holds it advances it.

    Training depends on nothing that happens here: grids and saves read the game and draw from
    streams of their own.
    """

    def __init__(self, folder: RunFolder, heard: int | None = None) -> None:
        self.folder = folder
        self.config = folder.config()
        self._control = folder.commands_end() if heard is None else heard
        with ExitStack() as undo:
            self._lock = Lock(folder.path)
            undo.callback(self._lock.release)
            self.recorder = Recorder(self.folder.path / "events.jsonl")
            undo.callback(self.recorder.close)
            self._digest = DigestWriter(folder)
            self._open()
            undo.pop_all()

    def _open(self) -> None:
        config = self.config
        choose_device(config.device)
        content = data.load(config.data)
        if not content.is_content(config.data_hash):
            raise GanvasError(
                N_("The data set {data} has changed since this run began."), data=config.data
            )
        recipe, settings = config.recipe_and_settings()
        self.folder.sweep()
        checkpoints = Checkpoints(self.folder.path / "checkpoints")
        state = checkpoints.newest_sound()
        if state is not None:
            # A crash between a change and its note in run.json: the checkpoint knows.
            settings = recipe.read(dict(state[1].get("params", config.settings)))
        self._take(Design(recipe, settings, content.spec))
        if self.config != config:
            self.folder.write_config(self.config)
        self.content = content.to(config.device)
        rng = Rng(config.seed, config.device)
        self.game = self.design.game(rng)
        self.feed = Feed(self.content, rng)
        self.progress = Progress()
        self.seconds = 0.0
        self.latest: dict[str, float] = {}
        self._between_rounds = True
        self._preview = Preview(self.game, self.design, content, config.seed, config.device)
        self.writer = Writer(
            self.folder.path,
            self.game,
            self.feed,
            self.progress,
            self.recorder,
            self._preview,
            self.card,
        )
        if state is not None:
            restore(self.game, self.feed, self.progress, *state)
            self.seconds = float(state[1].get("seconds", 0.0))
            self.writer.saved_step = self.progress.step
        if state is not None or not self.recorder.fresh:
            self.recorder.resumed(self.progress.step)
        self.stages = self._make_stages()
        self._playing = self._play()

    def _take(self, design: Design) -> None:
        self.design, self.config = design, self._with(design)

    def _with(self, design: Design) -> RunConfig:
        return self.config.model_copy(update={"settings": design.settings.model_dump()})

    def _make_stages(self) -> tuple[Stage, ...]:
        stages = self.design.stages(len(self.content))
        self.total = self.config.steps or sum(stage.steps for stage in stages)
        return stages

    def _play(self) -> Iterator[Event]:
        until = self.total if self.config.minutes is None else 10**12
        return train(self.game, self.stages, self.feed, self.progress, until=until)

    @property
    def step(self) -> int:
        """Return the rounds done."""
        return self.progress.step

    @property
    def limit_seconds(self) -> float:
        """Return after how much training time the run ends."""
        return math.inf if self.config.minutes is None else 60 * self.config.minutes

    def rounds(self) -> Iterator[Event]:
        """Play on to the run's end, recording; the caller may stop between any two events.

        Yields each event after it was recorded. Ends at the step or time limit, or with Diverged.
        """
        if self.progress.step == 0:
            yield self.writer.attempt(self.writer.grid)
        while self.seconds < self.limit_seconds:
            start = time.perf_counter()
            self._between_rounds = False
            event = next(self._playing, None)
            self._between_rounds = True
            self.seconds += time.perf_counter() - start
            if event is None:
                return
            for noted in self._record(event):
                yield noted
                if isinstance(noted, Diverged):
                    return

    def _record(self, event: Event) -> Iterator[Event]:
        if not isinstance(event, Stepped):
            self.recorder.event(event)
            yield event
            return
        if event.step % READ_EVERY.get(self.config.device, 10) == 0:
            self.latest = to_numbers(event.readings)
            wrong = [key for key, value in self.latest.items() if not math.isfinite(value)]
            if wrong:
                yield self.writer.diverged(wrong[0])
                return
            self.recorder.readings(event.step, self.latest)
        yield event
        if self._grid_is_due():
            yield self.writer.attempt(self.writer.grid)
        if self.config.score_every and event.step % self.config.score_every == 0:
            yield self.writer.score(self._scores)
        if self.writer.save_is_due(self.seconds):
            yield self.writer.attempt(self.save)
            self.status("running")
            self._digest.keep()

    def _grid_is_due(self) -> bool:
        stage = self.stages[self.progress.stage]
        return grid_is_due(self.step, self.design, stage, len(self.content))

    def _scores(self) -> dict[str, Any]:
        from gan_core.runs.training.scoring import scores_of  # classifiers only where wanted

        return dict(scores_of(self.game, self.design, self.content, self.step))

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
        before, after = self.design, changed(self.design, changes)
        check_size(self._with(after), after, len(self.content))
        put_in_force(self.game, before, after)
        for key in changed_keys(before.settings, after.settings):
            self.recorder.event(Changed(self.step, key, str(getattr(after.settings, key))))
        if self.config.steps is None and self.config.minutes is None:
            # Rounds of another size would give another total: the length stays what it was.
            self.config = self.config.model_copy(update={"steps": self.total})
        self._take(after)
        self.stages = self._make_stages()
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
        return self._preview.frame(self.step)

    @property
    def kept_frame(self) -> Frame | None:
        """Return the sample grid that was written last by this session, None before the first."""
        return self._preview.kept

    def change_threads(self, threads: int) -> None:
        """Note that the run goes on with another number of threads; exact is only one number."""
        self.recorder.event(Changed(self.step, "threads", str(threads)))

    @property
    def unheard(self) -> bool:
        """True where a command arrived since the last call of `commands`."""
        return self.folder.commands_end() > self._control

    @property
    def heard(self) -> int:
        """Return the byte of control.jsonl up to which commands were handed out."""
        return self._control

    def commands(self) -> list[dict[str, Any]]:
        """Return the commands that arrived since the last call."""
        lines, self._control = read_lines(self.folder.path / "control.jsonl", self._control)
        return lines

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

    def close(self, state: State, why: Message | None = None) -> None:
        """Save if anything is unsaved, write the last status, let the folder go.

        A run that failed within a round may have moved one player and not the other, and one
        that diverged holds no numbers worth keeping: these keep their last save.
        """
        sound = self._between_rounds and state != "diverged"
        try:
            if self.step > self.writer.saved_step and sound:
                self.save()
                self.writer.attempt(self.writer.grid)
        except GanvasError as error:
            state = "diverged" if isinstance(error, CheckpointError) else state
            why = error.message
        finally:
            with ExitStack() as leaving:
                leaving.callback(disclaim, self.folder.path)
                leaving.callback(self._lock.release)
                leaving.callback(self._digest.keep, ending=True)
                leaving.callback(self.recorder.close)
                self.status(state, why)


def open_session(folder: RunFolder, heard: int | None = None) -> Session:
    """Return the session of `folder`, claimed for this process.

    heard: the byte of control.jsonl up to which commands are old; None: all that are there.

    Raises:
        GanvasError: the run cannot be opened; the message says why.
    """
    mine = claim(folder.path)
    try:
        return Session(folder, heard)
    except BaseException:
        if mine:
            disclaim(folder.path)
        raise
