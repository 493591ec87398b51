"""One run as the scheduler sees it: opened in its turn, advanced by slices, told what to do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch

from gan_core.errors import GanvasError, Message, message_of
from gan_core.events import Diverged, Event, Stepped
from gan_core.files.messages import PlainMessage
from gan_core.runs.engine.cores import calibrated_threads
from gan_core.runs.engine.pace import Pace
from gan_core.runs.engine.slots import NEVER
from gan_core.runs.folder import Command, RunFolder, State
from gan_core.runs.lock import disclaim
from gan_core.runs.training.control import Control
from gan_core.runs.training.preview import Frame
from gan_core.runs.training.remaining import Remaining
from gan_core.runs.training.session import Session, open_session

log = logging.getLogger(__name__)

WATCHED_SECONDS = 6.0
"""Longer than the page of a run in a full class waits before it asks again."""
LONGEST_WAIT = 2.0
CROWDED_WAIT = 10.0
"""The same in a class, where a run plays a few rounds in that time and pictures cost the others."""
FRAME_SECONDS = 0.5
FRAME_SHARE = 0.02
"""Drawing for watchers may take this share of the time, as long as a frame comes every 2 s."""
CROWDED = 0.25
"""A run that gets less of the time than this draws seldom: the others wait for it."""


@dataclass(frozen=True)
class Live:
    """What a running run shows: replaced as a whole after each slice, never changed."""

    state: State = "queued"
    step: int = 0
    seconds: float = 0.0
    rate: float = 0.0
    threads: int = 0
    frame: Frame | None = None
    pending: str = ""
    trouble: PlainMessage = None
    pace: float = 0.0
    """Training time a second of wall clock: less than 1 while others have their turn."""
    refused: PlainMessage = None
    """Why the last change of settings was not made, None where it was."""
    offset: int = 0
    """The byte of control.jsonl up to which commands were obeyed."""
    ahead: float = 0.0
    """The rounds still to come, counted in rounds as long as those of the present stage."""


class Job:
    """The scheduler's handle on one run. All but `watch` and `ask` happen in the slot's thread.

    offset: the byte of control.jsonl up to which commands are old; None: all that are there.
    changed: told whenever `live` was replaced, and once more when the run has ended.
    """

    def __init__(
        self,
        folder: RunFolder,
        *,
        offset: int | None = None,
        on_change: Callable[[Job], None] = lambda job: None,
    ) -> None:
        self.folder = folder
        self.live = Live()
        self.finished = False
        self._on_change = on_change
        self._control = Control(folder, offset)
        self._session: Session | None = None
        self._events: Iterator[Event] = iter(())
        self._own_threads = self._noted_threads = 0
        self._watched = 0.0
        self._frame_at = 0.0
        self._frame_cost = 0.0
        self._pending = ""
        self._frame: Frame | None = None
        self._pace = Pace()
        self._remaining = Remaining()

    def watch(self) -> None:
        """Note that somebody looks: frames are drawn only then."""
        self._watched = time.monotonic()

    def ask(self, command: Command, settings: Mapping[str, Any] | None = None) -> None:
        """Hand a command over; acknowledged at once, obeyed after the round in progress."""
        # Noted before it is written: whoever obeys it takes the note away again.
        self._pending = command
        self.live = replace(self.live, pending=command)
        self.folder.command(command, settings)

    @property
    def runnable(self) -> bool:
        """True while a slice would advance the run or open it."""
        return not self.finished and (self._session is None or self._control.state == "running")

    @property
    def heavy(self) -> bool:
        """True while it trains, or is about to."""
        return self.runnable

    def due(self) -> float:
        """Return 0 while a slice has anything to do: rounds, or a command."""
        has_orders = self._session is not None and self._control.unheard
        return 0.0 if self.runnable or has_orders else NEVER

    def slice(self, seconds: float, alone: bool) -> None:
        """Obey commands, then advance for about `seconds` (at least one round)."""
        try:
            session = self._open(alone)
            self._take_threads(session, alone)
            self._obey(session)
            if not self.finished and self._control.state == "running":
                self._advance(session, seconds)
        except GanvasError as error:
            self.close("failed", error.message)
        except Exception as error:  # a bug in one run must not end the others
            log.exception("run %s failed", self.folder.id)
            self.close("failed", message_of(error))

    def close(self, state: State, why: Message | None = None) -> None:
        """Save what is unsaved and let the run go."""
        if self.finished:
            return
        try:
            if self._session is not None:
                self._session.close(state, why)
            else:
                self._leave(state, why)
        except Exception as error:  # a full disk must not end the other runs' thread
            log.error("run %s could not be closed: %s", self.folder.id, error)
        self._publish(state)
        self._session, self._events = None, iter(())
        self.finished = True
        self._on_change(self)

    def _leave(self, state: State, why: Message | None) -> None:
        """Let go of a run that was never opened."""
        try:
            self.folder.write_status(replace(self.folder.status(), state=state, why=why))
        finally:
            disclaim(self.folder.path)

    def _open(self, alone: bool) -> Session:
        if self._session is None:
            session = open_session(self.folder)
            self._session = session
            self._own_threads = session.config.threads or (
                calibrated_threads(session.trainer) if alone else 1
            )
            self._take_threads(session, alone)
            self._events = session.rounds()
            session.status(self._control.state)
            self._publish(self._control.state)
        return self._session

    def _obey(self, session: Session) -> None:
        commands = self._control.obey(session)
        if not commands:
            return
        self._pending = ""
        if self._control.state == "stopped":
            self.close("stopped")
            return
        if not {"pause", "resume", "step"}.isdisjoint(commands):
            self._pace.begin_again()
            self._frame_at = 0.0
            self._draw(session)
        self._publish(self._control.state)

    def _take_threads(self, session: Session, alone: bool) -> None:
        """Set the run's number of threads, and note it where it is another one than before."""
        threads = self._own_threads if alone or session.config.threads else 1
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)  # another task had this thread's turn
        if self._noted_threads != threads:
            self._noted_threads = threads
            session.change_threads(threads)

    def _advance(self, session: Session, seconds: float) -> None:
        begin, played = time.perf_counter(), False
        # A grid or a save may take a whole turn: the round that waits for it comes in the same.
        while not played or time.perf_counter() - begin < seconds:
            event = next(self._events, None)
            if event is None:
                self.close("done")
                return
            if isinstance(event, Diverged):
                self.close("diverged", event.why)
                return
            played = played or isinstance(event, Stepped)
            if isinstance(event, Stepped) and self._control.note_round(session):
                break
        self._draw(session)
        session.recorder.flush()
        self._pace.note(time.monotonic(), session.step, session.seconds)
        self._publish(self._control.state)

    def _draw(self, session: Session) -> None:
        now = time.monotonic()
        if now - self._watched >= WATCHED_SECONDS:
            return
        frame = session.preview.latest
        if frame is not None and (self._frame is None or frame.step > self._frame.step):
            self._frame, self._frame_at = frame, now  # written anyway, so it is drawn only once
        crowded = self._control.state == "running" and 0 < self._pace.share < CROWDED
        longest = CROWDED_WAIT if crowded else LONGEST_WAIT
        share = FRAME_SHARE * (self._pace.share if crowded else 1.0)
        wait = min(max(FRAME_SECONDS, self._frame_cost / share), longest)
        if now - self._frame_at > wait or self._control.state == "paused":
            start = time.perf_counter()
            self._frame = session.frame()
            self._frame_cost = time.perf_counter() - start
            self._frame_at = now

    def _publish(self, state: State) -> None:
        session = self._session
        if session is None:
            return
        training = state == "running"
        self.live = Live(
            state,
            session.step,
            session.seconds,
            self._pace.rate if training else 0.0,
            torch.get_num_threads(),
            self._frame,
            self._pending,
            session.trouble,
            self._pace.share if training else 0.0,
            self._control.refused,
            self._control.offset,
            self._remaining.rounds(session),
        )
        self._on_change(self)
