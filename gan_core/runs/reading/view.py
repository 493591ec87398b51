"""What a page may know of a run, wherever it trains: one look, cheap enough for twice a second."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from gan_core.rendering import SheetKind
from gan_core.runs.config import RunConfig
from gan_core.runs.engine.base import Engine
from gan_core.runs.engine.current import engine
from gan_core.runs.engine.job import Live
from gan_core.runs.folder import RunFolder, Status
from gan_core.runs.library.store import Store
from gan_core.runs.record.digest import read_digest
from gan_core.runs.record.history import Curve, History
from gan_core.runs.training.preview import Frame

T = TypeVar("T")
MOST_HISTORIES = 64


@dataclass(frozen=True)
class RunView:
    """A run at one moment. `live` is None where nobody trains it now."""

    folder: RunFolder
    config: RunConfig
    status: Status
    history: History
    live: Live | None
    frame: Frame | None

    @property
    def state(self) -> str:
        """Return the run's state, the newest that is known."""
        return self.live.state if self.live else self.status.state

    @property
    def situation(self) -> str:
        """Return what decides the page's buttons: state, whether somebody trains it, changes made.

        A page that was drawn for another situation is out of date.
        """
        changes = len(self.changes())
        parts = [self.state, "" if self.live else "ended", f"{changes} changes" if changes else ""]
        return " ".join(part for part in parts if part)

    @property
    def step(self) -> int:
        """Return the rounds done."""
        return self.live.step if self.live else self.status.step

    @property
    def seconds(self) -> float:
        """Return the training time so far."""
        return self.live.seconds if self.live else self.status.seconds

    def curve(self, reading: str, points: int) -> Curve:
        """Return a copy of a curve with at most `points` points; empty if there is none."""
        with _LOCK:
            return self.history.thinned(reading, points)

    def newest(self, reading: str) -> float | None:
        """Return the value that was recorded last, None where there is none."""
        with _LOCK:
            curve = self.history.curves.get(reading)
            return curve.mean[-1] if curve and curve.mean else None

    def read(self, what: Callable[[History], T]) -> T:
        """Return `what` of the history, while nobody reads it on."""
        with _LOCK:
            return what(self.history)

    def readings(self) -> list[str]:
        """Return the names of the curves that there are."""
        with _LOCK:
            return list(self.history.curves)

    def floors(self) -> dict[str, float]:
        """Return what as many real items score, by the reading of the score."""
        with _LOCK:
            return self.history.floors()

    def changes(self) -> list[dict[str, Any]]:
        """Return the events at which a setting was changed, the number of threads left out."""
        with _LOCK:
            noted = self.history.changes()
        return [one for one in noted if one.get("what") != "threads"]

    def share_done(self) -> float:
        """Return how much of the run is done, 0 to 1, by whichever limit it has."""
        if self.config.minutes is not None:
            return min(1.0, self.seconds / (60 * self.config.minutes))
        total = self.config.steps or self.status.total
        return min(1.0, self.step / total) if total else 0.0

    def seconds_left(self) -> float | None:
        """Return the estimated wall-clock time left at the present pace, None while unknown."""
        if self.live is None or not self.live.rate or not self.live.pace:
            return None
        if self.config.minutes is not None:
            return max(0.0, 60 * self.config.minutes - self.seconds) / self.live.pace
        return self.live.ahead / self.live.rate


_HISTORIES: OrderedDict[str, History] = OrderedDict()
_LOCK = threading.Lock()


def history_of(folder: RunFolder) -> History:
    """Return the run's history, read on from where the last look ended."""
    key = str(folder.path)
    with _LOCK:
        history = _HISTORIES.pop(key, None) or _first_history(folder)
        _HISTORIES[key] = history
        while len(_HISTORIES) > MOST_HISTORIES:
            _HISTORIES.popitem(last=False)
        return history.refresh()


def _first_history(folder: RunFolder) -> History:
    digest = read_digest(folder.path)
    return History(folder) if digest is None else digest.history(folder)


def view(run_id: str, *, watch: bool = False, on: Engine | None = None) -> RunView:
    """Return the run `run_id` as it is now; `watch`: live frames are wanted.

    Raises:
        UserError: there is no such run, or it is not one that this version can read.
    """
    folder = Store().get(run_id)
    config = folder.config()
    live = (on or engine()).live(run_id, watch=watch)
    frame = (live.frame if live else None) or _newest_frame(folder)
    return RunView(folder, config, folder.status(), history_of(folder), live, frame)


def _newest_frame(folder: RunFolder) -> Frame | None:
    samples = folder.samples()
    if not samples:
        return None
    step, file = samples[-1]
    raw = file.with_name(f"raw_{step:08d}{file.suffix}")
    kind: SheetKind = "txt" if file.suffix == ".txt" else "png"
    if raw.exists():
        return Frame(step, raw.read_bytes(), file.read_bytes(), kind)
    return Frame(step, file.read_bytes(), None, kind)
