"""The engine inside this process: runs train in turns on its threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from gan_core.errors import N_, UserError
from gan_core.runs.engine.base import admit
from gan_core.runs.engine.job import Job, Live
from gan_core.runs.engine.slots import Slots
from gan_core.runs.folder import Command, RunFolder


class ThreadEngine:
    """Trains runs in this process, in the turns that `slots` give.

    changed: told by the training threads whenever a run shows something new or has ended.
    """

    def __init__(
        self,
        slots: Slots | int | None = None,
        *,
        on_change: Callable[[Job], None] = lambda job: None,
    ) -> None:
        self.slots = slots if isinstance(slots, Slots) else Slots(slots)
        self._on_change = on_change
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

    def take(self, folder: RunFolder, *, offset: int) -> None:
        """Take in a run that was admitted elsewhere; commands from byte `offset` on are new."""
        with self._lock:
            self._drop_finished()
            self._add(folder, offset)

    def _add(self, folder: RunFolder, offset: int | None) -> None:
        job = Job(folder, offset=offset, on_change=self._on_change)
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
