"""A lab on a server: anybody asks, one training thread at a time plays, draws and answers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

import torch

from gan_core.errors import N_, Message
from gan_core.lab.bench import Bench
from gan_core.lab.commands import PERIODS, LabCommand, Speed, move
from gan_core.lab.config import LabConfig
from gan_core.lab.drawing import Drawing
from gan_core.lab.inbox import Inbox
from gan_core.lab.scoring import Scorer
from gan_core.lab.showing import FrameRequest, frame
from gan_core.lab.trained import begin_trained
from gan_core.lab.who import Who
from gan_core.runs.engine.slots import NEVER
from gan_core.runs.folder import State

log = logging.getLogger(__name__)
T = TypeVar("T")

WATCHED_SECONDS = 5.0
"""A lab that nobody looked at for this long waits until somebody does."""
FRAME_SECONDS = 1 / 18
FRAME_SHARE = 0.2
RATE_SECONDS = 1.0


@dataclass(frozen=True)
class LabStatus:
    """What pages read of a lab: replaced as a whole, never changed."""

    config: LabConfig
    trained: bool = False
    step: int = 0
    playing: bool = False
    who: Who = "both"
    speed: Speed = "max"


class LabTask:
    """One lab. `ask`, `look` and `status` are for any thread; the rest is the training thread's."""

    def __init__(
        self, bench: Bench, *, playing: bool = True, speed: Speed = "max", trained: bool = False
    ) -> None:
        self.finished = False
        self.playing = playing
        self.speed: Speed = speed
        self.seq = 1
        self.bench_count = 0  # benches so far: whoever looks forgets what was seen of another one
        self.rate = 0.0
        self._inbox = Inbox()
        self._next_round = self._last_draw = 0.0
        self._draw_cost = 0.0
        self.last_contact = self.last_look = time.monotonic()
        self._watched = -NEVER  # nobody yet: it plays from the first look on
        self.first_picture = threading.Event()
        self.left = False  # true once a reloaded page copied it, until somebody looks again
        self.take(bench, trained=trained)

    def take(self, bench: Bench, *, trained: bool = False) -> None:
        """Go on with another bench. trained: it began as the one that comes trained."""
        self.bench, self.trained = bench, trained
        self.bench_count += 1
        self.drawing = Drawing(bench)
        self.scorer = Scorer(bench)
        self._mark = (time.monotonic(), bench.step)
        self._publish()

    def ask(self, what: Callable[[], T]) -> Future[T]:
        """Have `what` done between two moves; the future holds its result or its error.

        Where the lab has ended the future is cancelled.
        """
        future = self._inbox.ask(what)
        self.last_contact = self._watched = time.monotonic()
        return future

    def look(self, look: FrameRequest) -> Future[bytes]:
        """Ask for the next frame after `look.after`; cancelled where the lab has ended."""
        future = self._inbox.look(look)
        self.left = False
        if look.after > 0:
            self.first_picture.set()  # who asks for the next one has it
        self.last_contact = self.last_look = self._watched = time.monotonic()
        return future

    @property
    def heavy(self) -> bool:
        """True while it plays as fast as it goes, before somebody's eyes."""
        return self._plays and self.speed == "max"

    @property
    def _plays(self) -> bool:
        watched = time.monotonic() - self._watched < WATCHED_SECONDS
        return self.playing and watched and self.bench.trouble is None

    def due(self) -> float:
        """Return in how many seconds there is something to do."""
        if self._inbox.has_calls:
            return 0.0
        now = time.monotonic()
        drawing = max(0.0, self._draw_at - now) if self._inbox.waits(self.seq) else NEVER
        playing = max(0.0, self._next_round - now) if self._plays else NEVER
        return min(drawing, playing)

    @property
    def _draw_at(self) -> float:
        if not self.playing:
            return 0.0
        return self._last_draw + max(FRAME_SECONDS, self._draw_cost / FRAME_SHARE)

    def slice(self, seconds: float, alone: bool) -> None:
        """Answer, then play for about `seconds`, drawing what is asked for on the way."""
        if torch.get_num_threads() != 1:
            torch.set_num_threads(1)  # networks this small are slower on two
        try:
            self._turn(seconds)
        except Exception:  # a bug in one lab must not end the others' thread
            log.exception("a lab could not play on")
            self.bench.trouble = Message(N_("The lab cannot play on. Go back, or begin again."))
        if self.bench.trouble is not None:
            self.playing = False
        self._measure()
        self._publish()

    def _turn(self, seconds: float) -> None:
        begin = time.monotonic()
        while True:
            self._inbox.answer(self._answered)
            now = time.monotonic()
            if self._inbox.waits(self.seq) and now >= self._draw_at:
                self._draw()
            if not self._plays or now < self._next_round or now - begin > seconds:
                return
            self._play(now)

    def _answered(self) -> None:
        self.seq += 1
        self._publish()

    def _play(self, now: float) -> None:
        if self.speed == "slow":
            self.bench.take_part()
        else:
            self.bench.round()
        self.seq += 1
        # A late turn is not made up for: a round a second stays one a second.
        self._next_round = max(self._next_round + PERIODS[self.speed], now)
        self.scorer.maybe(now)

    def _draw(self) -> None:
        start = time.monotonic()
        self._inbox.draw(self.seq, lambda look: frame(self, look))
        self._last_draw = time.monotonic()
        self._draw_cost = self._last_draw - start

    def _measure(self) -> None:
        now, step = time.monotonic(), self.bench.step
        since, then = self._mark
        if now - since > RATE_SECONDS:
            self.rate = max(0.0, (step - then) / (now - since)) if self.playing else 0.0
            self._mark = (now, step)

    def _publish(self) -> None:
        bench = self.bench
        self.status = LabStatus(
            bench.config, self.trained, bench.step, self.playing, bench.who, self.speed
        )

    def obey(self, command: LabCommand) -> None:
        """Do what the browser says (in the training thread: see `ask`).

        Raises:
            UserError: it cannot be done.
        """
        bench = self.bench
        if command.do in ("play", "pause"):
            self.playing = command.do == "play" and bench.trouble is None
            self._next_round = time.monotonic()
            if not self.playing:
                bench.keep(recent=True)
        elif command.do == "speed":
            self.speed = command.speed
            self._next_round = time.monotonic()
        elif command.do == "who":
            bench.train_only(command.who)
        elif command.do == "reset":
            self.restart(bench.config)
        elif command.do == "trained":
            self.go_on_from(begin_trained(bench.config.shape), trained=True)
        else:
            self.playing = False
            move(bench, command)
            self.scorer.now()

    def restart(self, config: LabConfig) -> None:
        """Begin again at step 0 with `config` (in the training thread).

        Raises:
            UserError: the setting is wrong; nothing has changed then.
        """
        self.take(Bench(config))

    def go_on_from(self, bench: Bench, *, trained: bool = False) -> None:
        """Take a lab that has played (in the training thread), scored as it stands."""
        self.take(bench, trained=trained)
        self.scorer.now()

    def retire(self) -> None:
        """Have the training thread end this lab (any thread may say so)."""
        self.ask(lambda: self.close("stopped"))

    def close(self, state: State) -> None:
        """End; nothing is kept. Who still waits for a frame hears that the lab is gone."""
        self.finished, self.playing = True, False
        self._inbox.close()
