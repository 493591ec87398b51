"""Training threads that give whoever waits a short turn: runs and labs share them fairly."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from typing import Protocol

import torch

from gan_core.runs.engine.cores import cores
from gan_core.runs.folder import State

SLICE_SECONDS = 0.2
"""How long a turn is while few tasks train."""
SHORTEST_SLICE = 0.05
CYCLE_SECONDS = 1.2
"""Within this time every task shall have had its turn, as far as slices can be shortened."""
NEVER = math.inf
LONGEST_LOOK = 0.2
"""A task that nobody woke is asked again after this many seconds."""


class Task(Protocol):
    """Something that trains in turns. One thread at a time calls `slice` and `close`."""

    finished: bool

    def due(self) -> float:
        """Return in how many seconds it wants a turn: 0 now, infinite when it is not woken."""

    @property
    def heavy(self) -> bool:
        """True while it would use all the time it is given."""

    def slice(self, seconds: float, alone: bool) -> None:
        """Advance for about `seconds`; never raises. `alone`: nothing else wants the machine."""

    def close(self, state: State) -> None:
        """End, keeping what can be kept; never raises."""


def slice_seconds(tasks: float) -> float:
    """Return how long a turn is where `tasks` share a thread: shorter the more there are."""
    fitting = CYCLE_SECONDS / max(tasks, 1.0)
    return min(SLICE_SECONDS, max(SHORTEST_SLICE, fitting))


class Slots:
    """Training threads; whichever is free gives the next task in line a short slice.

    So every task gets its turn, and no core idles while a task waits.
    shared: other processes train too, so no task is ever alone on the machine.
    """

    def __init__(self, slots: int | None = None, *, shared: bool = False) -> None:
        self._shared = shared
        self._change = threading.Condition()
        self._line: deque[Task] = deque()
        self._tasks: set[Task] = set()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"training-{number}", daemon=True)
            for number in range(slots or max(1, cores()))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def closing(self) -> bool:
        """True once `close` was called: nothing more is taken in."""
        return self._closing

    def add(self, task: Task) -> None:
        """Put a task at the end of the line."""
        with self._change:
            self._tasks.add(task)
            self._line.append(task)
            self._change.notify_all()

    def wake(self) -> None:
        """Look at once who wants a turn: a command has come."""
        with self._change:
            self._change.notify_all()

    def close(self, timeout: float = 10.0) -> None:
        """Close every task as interrupted and end the threads."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        # A fresh thread takes over the process's thread count unless it has asked once.
        torch.get_num_threads()
        while (task := self._next()) is not None:
            heavy = self._heavy()
            seconds = slice_seconds(heavy / len(self._threads))
            task.slice(seconds, alone=not self._shared and heavy <= 1)
            self._give_back(task)
        while (task := self._next_waiting()) is not None:
            task.close("interrupted")

    def _next(self) -> Task | None:
        """Take the next task that wants a turn out of the line; None when this closes."""
        with self._change:
            while not self._closing:
                soonest = LONGEST_LOOK
                for task in self._line:
                    due = task.due()
                    if due <= 0:
                        self._line.remove(task)
                        return task
                    soonest = min(soonest, due)
                self._change.wait(soonest)
        return None

    def _give_back(self, task: Task) -> None:
        with self._change:
            if task.finished:
                self._tasks.discard(task)
            else:
                self._line.append(task)
            self._change.notify_all()

    def _next_waiting(self) -> Task | None:
        with self._change:
            return self._line.popleft() if self._line else None

    def _heavy(self) -> int:
        with self._change:
            return sum(task.heavy for task in self._tasks)
