"""Where runs train: the interface, and the engine of training threads inside this process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

import torch

from gan_core.errors import N_, UserError
from gan_core.runs.folder import Command, RunFolder, claim, writer_alive
from gan_core.runs.job import Job, Live
from gan_core.runs.threads import cores

SLICE_SECONDS = 0.2
MOST_RUNS = 60


class Engine(Protocol):
    """Trains runs somewhere. No page knows where."""

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; returns at once."""

    def command(
        self, folder: RunFolder, command: Command, settings: Mapping[str, Any] | None = None
    ) -> bool:
        """Hand a command to the run; False: this engine does not have it."""

    def live(self, run_id: str, *, watch: bool = False) -> Live | None:
        """Return what the run shows now, None where it is not here; `watch`: frames are wanted."""

    def running(self) -> list[str]:
        """Return the ids of the runs in hand."""

    def close(self, timeout: float) -> None:
        """Save and end every run; returns when done or after `timeout` seconds."""


class ThreadEngine:
    """Training threads, one a slot; whichever is free gives the next run in line a short slice.

    So every run gets its turn, and no core idles while a run waits.
    """

    def __init__(self, slots: int | None = None) -> None:
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._line: deque[Job] = deque()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"training-{number}", daemon=True)
            for number in range(slots or max(1, cores()))
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; it begins, or goes on from its newest checkpoint.

        Raises:
            UserError: there are too many runs, another process trains it, or the server is ending.
        """
        with self._changed:
            known = self._jobs.get(folder.id)
            if known is not None and not known.finished:
                return
            if self._closing:
                raise UserError(N_("The server is ending; nothing can be started."))
            if len(self._jobs) >= MOST_RUNS:
                raise UserError(
                    N_("{count} runs are training, as many as fit. Try again when one has ended."),
                    count=MOST_RUNS,
                )
            if writer_alive(folder.path):
                raise UserError(
                    N_("Another process is training the run in {path}."), path=folder.id
                )
            folder.write_status(replace(folder.status(), state="queued", why=None))
            claim(folder.path)
            job = Job(folder)
            self._jobs[folder.id] = job
            self._line.append(job)
            self._changed.notify_all()

    def command(
        self, folder: RunFolder, command: Command, settings: Mapping[str, Any] | None = None
    ) -> bool:
        """Hand a command to the run; it is acknowledged at once."""
        job = self._jobs.get(folder.id)
        if job is None or job.finished:
            return False
        job.ask(command, settings)
        with self._changed:
            self._changed.notify_all()
        return True

    def live(self, run_id: str, *, watch: bool = False) -> Live | None:
        """Return what the run shows now; `watch` keeps its frames coming for a few seconds."""
        job = self._jobs.get(run_id)
        if job is None or job.finished:
            return None
        if watch:
            job.watch()
        return job.live

    def running(self) -> list[str]:
        """Return the ids of the runs in hand, oldest first."""
        return [key for key, job in list(self._jobs.items()) if not job.finished]

    def close(self, timeout: float = 10.0) -> None:
        """Save every run as interrupted and end the threads."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        # A fresh thread takes over the process's thread count unless it has asked once.
        torch.get_num_threads()
        while (job := self._next()) is not None:
            job.slice(SLICE_SECONDS, alone=self._active() <= 1)
            self._give_back(job)
        while (job := self._unsaved()) is not None:
            job.close("interrupted")

    def _next(self) -> Job | None:
        """Take the next run that wants a turn out of the line; None when the engine closes."""
        with self._changed:
            while not self._closing:
                for job in self._line:
                    if job.wants_turn:
                        self._line.remove(job)
                        return job
                self._changed.wait(0.2)
        return None

    def _give_back(self, job: Job) -> None:
        with self._changed:
            if not job.finished:
                self._line.append(job)
            elif self._jobs.get(job.folder.id) is job:
                del self._jobs[job.folder.id]
            self._changed.notify_all()

    def _unsaved(self) -> Job | None:
        with self._changed:
            return self._line.popleft() if self._line else None

    def _active(self) -> int:
        return sum(job.runnable for job in list(self._jobs.values()))


_ENGINES: list[Engine] = []
_MAKING = threading.Lock()


def engine() -> Engine:
    """Return this process's engine, made at its first use."""
    with _MAKING:
        if not _ENGINES:
            _ENGINES.append(ThreadEngine())
        return _ENGINES[0]


def close_engine(timeout: float = 10.0) -> None:
    """End the engine if there is one."""
    with _MAKING:
        ending = _ENGINES.pop() if _ENGINES else None
    if ending is not None:
        ending.close(timeout)
