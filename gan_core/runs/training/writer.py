"""What a run writes while it trains: checkpoints, sample grids, models to look at, scores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gan_core.errors import CheckpointError, GanvasError, Message
from gan_core.events import Diverged, Event, NotSaved, NotScored, Sampled, Saved, Scored, Stepped
from gan_core.model_file import pack_model
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.record.recorder import Recorder, to_numbers
from gan_core.runs.trainer import Trainer, not_finite
from gan_core.runs.training.milestones import grid_is_due
from gan_core.runs.training.preview import Preview

SAVE_SECONDS = 30.0
SAVE_SHARE = 0.02
"""In a class, where a run has little of the time, saving may take this share of what it has."""
LONGEST_UNSAVED = 120.0
READ_EVERY = {"cpu": 1}
"""How many rounds between looks at the readings: a look makes an accelerator wait."""


class Writer:
    """Writes into one run's folder, and notes in its events what was written.

    Nothing here touches the training: it reads the game, and draws from streams of its own.
    card: what every checkpoint says of itself, as it is at that moment. latest: the readings that
    were looked at last.
    """

    def __init__(
        self,
        folder: Path,
        trainer: Trainer,
        recorder: Recorder,
        preview: Preview,
        card: Callable[[], dict[str, Any]],
    ) -> None:
        self._folder, self._card = folder, card
        self._trainer, self._recorder, self._preview = trainer, recorder, preview
        self._checkpoints = Checkpoints(folder / "checkpoints")
        self.trouble: Message | None = None
        self.saved_step = 0
        self.latest: dict[str, float] = {}
        self._saved_at = time.monotonic()
        self._saved_trained = self._save_cost = 0.0

    def save_is_due(self, trained: float) -> bool:
        """Return whether the last save (or attempt) is half a minute ago, up to two in a class.

        trained: seconds of training so far.
        """
        passed = time.monotonic() - self._saved_at
        paid = trained - self._saved_trained > self._save_cost / SAVE_SHARE
        return passed > LONGEST_UNSAVED or (passed > SAVE_SECONDS and paid)

    def attempt(self, write: Callable[[], Event]) -> Event:
        """Write something; a full disk is noted and tried again later, training goes on."""
        try:
            event = write()
        except CheckpointError as error:
            return self.diverged(str(error.message.values.get("key", "")))
        except GanvasError as error:
            return self._not_saved(error.message)
        except OSError as error:
            return self._not_saved(Message(error.strerror or str(error)))
        self.trouble = None
        return event

    def diverged(self, what: str) -> Event:
        """Note that `what` is not a finite number any more."""
        return self._noted(Diverged(self._trainer.step, what))

    def save(self, trained: float, *, pinned: bool = False) -> Event:
        """Write a resume checkpoint after `trained` seconds of training; return what happened.

        Raises:
            GanvasError: the state is not finite or the disk is full; the old checkpoint stays.
        """
        begin = time.monotonic()
        tensors, document = self._trainer.capture()
        document |= {"kind": "resume", **self._card()}
        step = self._trainer.step
        entry = self._checkpoints.save("resume", step, tensors, document, pinned=pinned)
        self._saved_at, self.saved_step = time.monotonic(), step
        self._saved_trained, self._save_cost = trained, self._saved_at - begin
        event = self._noted(Saved(step, entry.file))
        self._recorder.flush()
        return event

    def share(self) -> Event:
        """Set G aside for whoever wants to look at it."""
        step = self._trainer.step
        card = {**self._card(), "stage": self._trainer.progress.stage}
        tensors, document = pack_model(self._trainer.game, step, card)
        return Saved(step, self._checkpoints.save("model", step, tensors, document).file)

    def grid(self) -> Event:
        """Write the sample grid, and set G aside beside it."""
        name = self._preview.keep(self._trainer.step, self._folder / "samples")
        self.share()
        return self._noted(Sampled(self._trainer.step, name))

    def record(self, event: Event, score_every: int) -> Iterator[Event]:
        """Yield what happened after it was noted; after a round a grid and scores follow if due.

        score_every: rounds between scores; 0: never. Ends with Diverged where a reading is no
        finite number any more.
        """
        if not isinstance(event, Stepped):
            yield self._noted(event)
            return
        wrong = self._read(event)
        if wrong is not None:
            yield self.diverged(wrong)
            return
        yield event
        trainer = self._trainer
        if grid_is_due(trainer.step, trainer.design, trainer.stage, len(trainer.data)):
            yield self.attempt(self.grid)
        if score_every and trainer.step % score_every == 0:
            yield self.score()

    def _read(self, event: Stepped) -> str | None:
        """Note the round's readings if it is time; return the first that is not finite."""
        if event.step % READ_EVERY.get(self._trainer.data.items.device.type, 10):
            return None
        self.latest = to_numbers(event.readings)
        wrong = not_finite(self.latest)
        if wrong is None:
            self._recorder.readings(event.step, self.latest)
        return wrong

    def score(self) -> Event:
        """Score the samples and note the result; where that fails, training goes on without."""
        from gan_core.runs.training.scoring import scores_of  # classifiers only where wanted

        trainer = self._trainer
        try:
            scores = scores_of(trainer.game, trainer.design, trainer.data, trainer.step)
            floors = {one.key: one.floor for one in scores if isinstance(one.floor, (int, float))}
            values = {one.key: one.value for one in scores}
            return self._noted(Scored(trainer.step, values, floors))
        except (GanvasError, OSError) as error:
            return self._noted(NotScored(self._trainer.step, str(error)))

    def _not_saved(self, why: Message) -> Event:
        self._saved_at = time.monotonic()
        self.trouble = why
        return self._noted(NotSaved(self._trainer.step, why.render()))

    def _noted(self, event: Event) -> Event:
        self._recorder.event(event)
        return event
