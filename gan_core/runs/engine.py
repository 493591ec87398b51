"""Where runs train: the interface, and the engine inside this process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from gan_core.errors import N_, UserError
from gan_core.runs.folder import Command, RunFolder, claim, writer_alive
from gan_core.runs.job import Job, Live
from gan_core.runs.slots import Slots

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
    """Trains runs in this process, in the turns that `slots` give."""

    def __init__(self, slots: Slots | int | None = None) -> None:
        self.slots = slots if isinstance(slots, Slots) else Slots(slots)
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; it begins, or goes on from its newest checkpoint.

        Raises:
            UserError: there are too many runs, another process trains it, or the server is ending.
        """
        with self._lock:
            known = self._job(folder.id)
            if known is not None:
                return
            if self.slots.closing:
                raise UserError(N_("The server is ending; nothing can be started."))
            self._drop_finished()
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
            self.slots.add(job)

    def _drop_finished(self) -> None:
        self._jobs = {key: job for key, job in self._jobs.items() if not job.finished}

    def _job(self, run_id: str) -> Job | None:
        job = self._jobs.get(run_id)
        return None if job is None or job.finished else job

    def command(
        self, folder: RunFolder, command: Command, settings: Mapping[str, Any] | None = None
    ) -> bool:
        """Hand a command to the run; it is acknowledged at once."""
        job = self._job(folder.id)
        if job is None:
            return False
        job.ask(command, settings)
        self.slots.wake()
        return True

    def live(self, run_id: str, *, watch: bool = False) -> Live | None:
        """Return what the run shows now; `watch` keeps its frames coming for a few seconds."""
        job = self._job(run_id)
        if job is None:
            return None
        if watch:
            job.watch()
        return job.live

    def running(self) -> list[str]:
        """Return the ids of the runs in hand, oldest first."""
        with self._lock:
            self._drop_finished()
            return list(self._jobs)

    def close(self, timeout: float = 10.0) -> None:
        """Save every run as interrupted and end the threads."""
        self.slots.close(timeout)


_ENGINES: list[ThreadEngine] = []
_MAKING = threading.Lock()


def engine() -> Engine:
    """Return this process's engine, made at its first use."""
    return _own()


def shared_slots() -> Slots:
    """Return the training threads of this process, for whatever else trains in it."""
    return _own().slots


def _own() -> ThreadEngine:
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
