"""What is asked of a lab by any thread, and who waits for a frame of it."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from gan_core.errors import GanvasError
from gan_core.lab.showing import FrameRequest

log = logging.getLogger(__name__)
T = TypeVar("T")


class Inbox:
    """`ask` and `look` are for any thread; the lab's training thread answers and draws."""

    def __init__(self) -> None:
        self._calls: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._looks: list[tuple[FrameRequest, Future[bytes]]] = []
        self._closed = False
        self._lock = threading.Lock()

    def ask(self, what: Callable[[], T]) -> Future[T]:
        """Have `what` done; the future holds its result or error, or is cancelled at the end."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                future.cancel()
            else:
                self._calls.append((what, future))
        return future

    def look(self, look: FrameRequest) -> Future[bytes]:
        """Wait for the next frame after `look.after`; cancelled where the lab has ended."""
        future: Future[bytes] = Future()
        with self._lock:
            if self._closed:
                future.cancel()
            # Who gave up waiting is forgotten here: a paused lab draws for nobody.
            looks = [*self._looks, (look, future)]
            self._looks = [one for one in looks if not one[1].cancelled()]
        return future

    @property
    def has_calls(self) -> bool:
        """True while something is asked that nobody has answered."""
        return bool(self._calls)

    def waits(self, seq: int) -> bool:
        """Return whether somebody has not seen the frame `seq`."""
        return any(look.after != seq for look, _ in self._looks)

    def answer(self, before_reply: Callable[[], None]) -> None:
        """Do what was asked, in order.

        before_reply: called before anybody hears of a result.
        """
        while self._calls:
            what, future = self._calls.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = what()
            except Exception as error:  # a bug in one lab must not end the others' thread
                if not isinstance(error, GanvasError):
                    log.exception("a lab's command failed")
                future.set_exception(error)
                continue
            before_reply()
            future.set_result(result)

    def draw(self, seq: int, frame: Callable[[FrameRequest], bytes]) -> None:
        """Draw the frame `seq` for those who have not seen it."""
        with self._lock:
            ready = [one for one in self._looks if one[0].after != seq]
            self._looks = [one for one in self._looks if one[0].after == seq]
        for look, future in ready:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(frame(look))
                except Exception as error:
                    log.exception("a lab could not be drawn")
                    future.set_exception(error)

    def close(self) -> None:
        """Take nothing in any more; who still waits hears that the lab is gone."""
        with self._lock:
            self._closed = True
            futures = [future for _, future in (*self._calls, *self._looks)]
            self._calls.clear()
            self._looks.clear()
        for future in futures:
            future.cancel()
