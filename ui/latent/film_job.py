"""A film that is made beside the page, so that it can be stopped and its progress seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from torch import Tensor

from gan_core.pictures import timed_gif
from gan_core.video import mp4
from ui.shell.compute import one_thread


class Stopped(Exception):
    """Nobody waits for the film any more."""


class FilmJob:
    """A thread that makes one file of `count` frames; `content` is there once it is done.

    name: what the film is of. ending: "mp4" or "gif".
    """

    def __init__(
        self, name: object, ending: str, frames: Iterator[Tensor], count: int, rate: int
    ) -> None:
        self.name, self.ending, self.count, self.done = name, ending, count, 0
        self.content: bytes | None = None
        self._frames, self._rate, self._stop = frames, rate, threading.Event()
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Return whether it is still being made."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Make no more of it; what there is so far is dropped."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is done, `seconds` at most."""
        self._thread.join(seconds)

    def _run(self) -> None:
        one_thread()
        try:
            if self.ending == "mp4":
                self.content = mp4(self._counted(), self._rate)
            else:
                self.content = timed_gif(list(self._counted()), self._rate)
        except Stopped:
            return

    def _counted(self) -> Iterator[Tensor]:
        for frame in self._frames:
            if self._stop.is_set():
                raise Stopped
            self.done += 1
            yield frame
