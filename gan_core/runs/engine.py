"""Where runs train: the interface, and the engine of training threads inside this process."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from typing import Protocol

import torch

from gan_core.errors import N_, UserError
from gan_core.runs.folder import Command, RunFolder, Status, claim
from gan_core.runs.job import Job, Live
from gan_core.runs.threads import cores

SLICE_SECONDS = 0.2
MOST_RUNS = 60


class Engine(Protocol):
    """Trains runs somewhere. No page knows where."""

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; returns at once."""

    def command(self, folder: RunFolder, command: Command) -> bool:
        """Hand a command to the run; False: this engine does not have it."""

    def live(self, run_id: str, *, watch: bool = False) -> Live | None:
        """Return what the run shows now, None where it is not here; `watch`: frames are wanted."""

    def running(self) -> list[str]:
        """Return the ids of the runs in hand."""

    def close(self, timeout: float) -> None:
        """Save and end every run; returns when done or after `timeout` seconds."""


class ThreadEngine:
    """One worker thread a slot; each advances its runs in turn by a short slice: all progress."""

    def __init__(self, slots: int | None = None) -> None:
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._slots: list[list[Job]] = [[] for _ in range(slots or max(1, cores()))]
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, args=(slot,), name=f"training-{i}", daemon=True)
            for i, slot in enumerate(self._slots)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; it begins, or goes on from its newest checkpoint.

        Raises:
            UserError: there are too many runs already, or the server is ending.
        """
        with self._changed:
            if folder.id in self._jobs and not self._jobs[folder.id].finished:
                return
            if self._closing:
                raise UserError(N_("The server is ending; nothing can be started."))
            if len(self.running()) >= MOST_RUNS:
                raise UserError(
                    N_("{count} runs are training, as many as fit. Try again when one has ended."),
                    count=MOST_RUNS,
                )
            claim(folder.path)
            folder.write_status(Status(**{**vars(folder.status()), "state": "queued"}))
            job = Job(folder)
            self._jobs[folder.id] = job
            min(self._slots, key=len).append(job)
            self._changed.notify_all()

    def command(self, folder: RunFolder, command: Command) -> bool:
        """Hand a command to the run; it is acknowledged at once."""
        job = self._jobs.get(folder.id)
        if job is None or job.finished:
            return False
        job.ask(command)
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

    def _work(self, slot: list[Job]) -> None:
        # A fresh thread takes over the process's thread count unless it has asked once.
        torch.get_num_threads()
        turn = 0
        while not self._closing:
            ready = [job for job in slot if job.wants_turn]
            if not ready:
                with self._changed:
                    if not self._closing:
                        self._changed.wait(0.2)
                continue
            turn += 1
            job = ready[turn % len(ready)]
            job.slice(SLICE_SECONDS, alone=len(self._active()) <= 1)
            self._forget_finished(slot)
        for job in slot:
            job.close("interrupted")

    def _active(self) -> list[Job]:
        return [job for job in list(self._jobs.values()) if job.runnable]

    def _forget_finished(self, slot: list[Job]) -> None:
        with self._changed:
            slot[:] = [job for job in slot if not job.finished]


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return this process's engine, made at its first use."""
    return ThreadEngine()


def close_engine(timeout: float = 10.0) -> None:
    """End the engine if there is one."""
    if engine.cache_info().currsize:
        engine().close(timeout)
        engine.cache_clear()
