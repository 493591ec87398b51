"""One run in the hands of its writer: built or restored, advanced, recorded, saved."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core import data
from gan_core.data.feed import Feed
from gan_core.errors import N_, CheckpointError, GanvasError
from gan_core.events import Changed, Diverged, Event, Sampled, Saved, Stepped
from gan_core.model import model_of, pack_model
from gan_core.pictures import grid, png, to_bytes
from gan_core.recipes.base import Plan
from gan_core.rng import Rng
from gan_core.runs.checkpoints import Checkpoints, is_milestone
from gan_core.runs.config import RunConfig, choose_device
from gan_core.runs.folder import Lock, RunFolder, State, Status, claim, read_lines
from gan_core.runs.recorder import Recorder
from gan_core.runs.state import capture, restore
from gan_core.train import Progress, train

SAVE_SECONDS = 30.0
GRID_ROWS, GRID_COLUMNS = 8, 8
READ_EVERY = {"cpu": 1}
"""How many rounds between looks at the readings: a look makes an accelerator wait."""


@dataclass(frozen=True)
class Frame:
    """The sample grid at a step, PNG; `raw` from the plain weights, `average` from the EMA."""

    step: int
    raw: bytes
    average: bytes | None


class Session:
    """The one writer of a run's folder. Not thread-safe: whoever holds it advances it.

    Training depends on nothing that happens here: grids and saves read the game and draw from
    streams of their own.
    """

    def __init__(self, folder: RunFolder, heard: int | None = None) -> None:
        self.folder = folder
        self.config = folder.config()
        self._control = folder.commands_end() if heard is None else heard
        self._lock = Lock(folder.path)
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> None:
        config = self.config
        choose_device(config.device)
        content = data.load(config.data)
        if content.content_hash != config.data_hash:
            raise GanvasError(
                N_("The data set {data} has changed since this run began."), data=config.data
            )
        self.recipe, self.params = config.recipe_and_settings()
        self.content = content.to(config.device)
        rng = Rng(config.seed, config.device)
        self.game = self.recipe.make(self.params, content.spec, rng)
        self.feed = Feed(self.content, rng)
        self.progress = Progress()
        self.stages = self.recipe.stages(self.params, Plan(content.spec, len(content)))
        self.total = config.total(len(content))
        self.checkpoints = Checkpoints(self.folder.path / "checkpoints")
        self.checkpoints.sweep()
        self._z, self._labels, self.columns = self._fixed_noise()
        self.seconds = 0.0
        self.latest: dict[str, float] = {}
        self._saved_at, self._saved_step = time.monotonic(), 0
        self.recorder = Recorder(self.folder.path / "events.jsonl")
        self._restore()

    def _restore(self) -> None:
        state = self.checkpoints.newest_sound()
        if state is not None:
            restore(self.game, self.feed, self.progress, *state)
            self.seconds = float(state[1].get("seconds", 0.0))
            self._saved_step = self.progress.step
        if state is not None or not self.recorder.fresh:
            self.recorder.resumed(self.progress.step)

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
            yield self._keep_grid()
        until = self.total if self.config.minutes is None else 10**12
        playing = train(self.game, self.stages, self.feed, self.progress, until=until)
        while self.seconds < self.limit_seconds:
            start = time.perf_counter()
            event = next(playing, None)
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
            self.recorder.readings(event.step, self.latest)
        if not self._finite():
            reading = next(k for k, v in self.latest.items() if not math.isfinite(v))
            yield self._diverged(reading)
            return
        yield event
        try:
            if self._grid_is_due(event.step):
                yield self._keep_grid()
            if time.monotonic() - self._saved_at > SAVE_SECONDS:
                yield self.save()
        except CheckpointError as error:
            yield self._diverged(str(error.message.params.get("key", "")))

    def _diverged(self, what: str) -> Event:
        diverged = Diverged(self.step, what)
        self.recorder.event(diverged)
        return diverged

    def _finite(self) -> bool:
        return all(math.isfinite(value) for value in self.latest.values())

    def save(self, *, pinned: bool = False) -> Event:
        """Write a resume checkpoint; return what happened.

        Raises:
            GanvasError: the state is not finite or the disk is full; the old checkpoint stays.
        """
        tensors, document = capture(self.game, self.feed, self.progress)
        document |= {"kind": "resume", "seconds": self.seconds, **self.card()}
        entry = self.checkpoints.save("resume", self.step, tensors, document, pinned=pinned)
        self._saved_at, self._saved_step = time.monotonic(), self.step
        saved = Saved(self.step, entry.file)
        self.recorder.event(saved)
        self.recorder.flush()
        return saved

    def share(self) -> None:
        """Set G, its EMA and D aside as they are now."""
        tensors, document = pack_model(self.game, self.step, self.card(), with_d=False)
        self.checkpoints.save("model", self.step, tensors, document)

    def card(self) -> dict[str, Any]:
        """Return what a checkpoint says of itself: recipe, settings, data and its licence."""
        return {"step": self.step, **card(self.config)}

    def frame(self) -> Frame:
        """Return the sample grid from the fixed noise, as it is now."""
        raw = self._draw(raw=True)
        has_average = self.game.players["G"].ema is not None
        return Frame(self.step, raw, self._draw(raw=False) if has_average else None)

    def change_threads(self, threads: int) -> None:
        """Note that the run goes on with another number of threads; exact is only one number."""
        self.recorder.event(Changed(self.step, "threads", str(threads)))

    @property
    def unheard(self) -> bool:
        """True where a command arrived since the last call of `commands`."""
        return self.folder.commands_end() > self._control

    def commands(self) -> list[dict[str, Any]]:
        """Return the commands that arrived since the last call."""
        lines, self._control = read_lines(self.folder.path / "control.jsonl", self._control)
        return lines

    def status(self, state: State, reason: str = "") -> Status:
        """Write and return where the run stands."""
        status = Status(
            state,
            self.step,
            self.total if self.config.minutes is None else None,
            self.seconds,
            self._saved_step,
            torch.get_num_threads(),
            reason,
        )
        self.folder.write_status(status)
        self.recorder.flush()
        return status

    def close(self, state: State, reason: str = "") -> None:
        """Save if anything is unsaved, write the last status, let the folder go."""
        try:
            if self.step > self._saved_step and state != "diverged":
                self.save()
        except GanvasError as error:
            state, reason = "diverged" if isinstance(error, CheckpointError) else state, str(error)
        finally:
            try:
                self.status(state, reason)
                self.recorder.close()
            finally:
                self._lock.release()

    def _fixed_noise(self) -> tuple[Tensor, Tensor | None, int]:
        model = self._model(raw=True)
        rows = len(model.classes) or GRID_ROWS
        z = model.draw(rows * GRID_COLUMNS, self.config.seed).to(self.config.device)
        if not model.classes:
            return z, None, GRID_COLUMNS
        labels = torch.arange(rows, device=z.device).repeat_interleave(GRID_COLUMNS)
        return z, labels, GRID_COLUMNS

    def _model(self, *, raw: bool) -> Any:
        spec = self.content.spec
        return model_of(self.game, self.recipe, self.params, spec, self.step, raw=raw)

    def _draw(self, *, raw: bool) -> bytes:
        pictures = self._model(raw=raw).generate(self._z, self._labels)
        return png(grid(to_bytes(pictures), self.columns))

    def _grid_is_due(self, step: int) -> bool:
        epochs = int(getattr(self.params, "grid_epochs", 0))
        if not epochs:
            return is_milestone(step)
        per_epoch = -(-len(self.content) // self.stages[self.progress.stage].batch)
        return step % (epochs * per_epoch) == 0

    def _keep_grid(self) -> Event:
        frame = self.frame()
        name = f"step_{frame.step:08d}.png"
        (self.folder.path / "samples" / name).write_bytes(frame.average or frame.raw)
        if frame.average:
            (self.folder.path / "samples" / f"raw_{frame.step:08d}.png").write_bytes(frame.raw)
        self.share()
        sampled = Sampled(frame.step, name)
        self.recorder.event(sampled)
        return sampled


def to_numbers(readings: dict[str, Tensor]) -> dict[str, float]:
    """Return the readings as numbers, fetched from the device at once."""
    if not readings:
        return {}
    values = torch.stack([value.float() for value in readings.values()]).tolist()
    return dict(zip(readings, values, strict=True))


def card(config: RunConfig) -> dict[str, Any]:
    """Return how a run's model was made, for checkpoints and model cards."""
    about = data.entry(config.data).card
    keys = ("recipe", "preset", "params", "data", "data_hash", "seed", "versions", "created")
    known = config.model_dump()
    return {
        **{key: known[key] for key in keys},
        "licence": about.licence,
        "attribution": about.attribution,
    }


def open_session(folder: RunFolder, heard: int | None = None) -> Session:
    """Return the session of `folder`, claimed for this process.

    heard: the byte of control.jsonl up to which commands are old; None: all that are there.

    Raises:
        GanvasError: the run cannot be opened; the message says why.
    """
    claim(folder.path)
    return Session(folder, heard)
