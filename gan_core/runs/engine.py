"""Where runs train: the interface, and the engine inside this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from gan_core.errors import N_, UserError
from gan_core.runs.choice import Choice, chosen
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


def admit(folder: RunFolder, running: int) -> None:
    """Claim the run for this process and show it as queued; `running`: how many there are.

    Raises:
        UserError: there are too many runs, or another process trains it.
    """
    if running >= MOST_RUNS:
        raise UserError(
            N_("{count} runs are training, as many as fit. Try again when one has ended."),
            count=MOST_RUNS,
        )
    if writer_alive(folder.path):
        raise UserError(N_("Another process is training the run in {path}."), path=folder.id)
    folder.write_status(replace(folder.status(), state="queued", why=None))
    claim(folder.path)


class ThreadEngine:
    """Trains runs in this process, in the turns that `slots` give.

    changed: told by the training threads whenever a run shows something new or has ended.
    """

    def __init__(
        self,
        slots: Slots | int | None = None,
        *,
        changed: Callable[[Job], None] = lambda job: None,
    ) -> None:
        self.slots = slots if isinstance(slots, Slots) else Slots(slots)
        self._changed = changed
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; it begins, or goes on from its newest checkpoint.

        Raises:
            UserError: there are too many runs, another process trains it, or the server is ending.
        """
        with self._lock:
            if self._job(folder.id) is not None:
                return
            if self.slots.closing:
                raise UserError(N_("The server is ending; nothing can be started."))
            self._drop_finished()
            admit(folder, len(self._jobs))
            self._add(folder, None)

    def take(self, folder: RunFolder, *, heard: int) -> None:
        """Take in a run that was admitted elsewhere; commands from byte `heard` on are new."""
        with self._lock:
            self._drop_finished()
            self._add(folder, heard)

    def _add(self, folder: RunFolder, heard: int | None) -> None:
        job = Job(folder, heard=heard, changed=self._changed)
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


class _Here:
    """This process's engine and training threads, each made at its first use."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.engine: Engine | None = None
        self.slots: Slots | None = None


_HERE = _Here()


def engine() -> Engine:
    """Return this process's engine, made at its first use as GANVAS_ENGINE says.

    Raises:
        UserError: GANVAS_ENGINE or GANVAS_WORKERS holds something else than it may.
    """
    with _HERE.lock:
        if _HERE.engine is None:
            _HERE.engine = _made(chosen())
        return _HERE.engine


def _made(wanted: Choice) -> Engine:
    if wanted.kind == "threads":
        return ThreadEngine(_slots())
    from gan_core.runs.process_engine import ProcessEngine

    return ProcessEngine(wanted.workers)


def shared_slots() -> Slots:
    """Return the training threads of this process, for whatever else trains in it."""
    with _HERE.lock:
        return _slots()


def _slots() -> Slots:
    if _HERE.slots is None:
        wanted = chosen()
        _HERE.slots = Slots(wanted.workers if wanted.kind == "threads" else None)
    return _HERE.slots


def close_engine(timeout: float = 10.0) -> None:
    """End the engine and the training threads if there are any."""
    with _HERE.lock:
        engine, slots = _HERE.engine, _HERE.slots
        _HERE.engine = _HERE.slots = None
    if engine is not None:
        engine.close(timeout)
    if slots is not None:
        slots.close(timeout)  # once more is harmless
