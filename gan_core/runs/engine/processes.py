"""The engine whose runs train in processes of their own: no page waits for a training thread."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import gan_core
from gan_core.errors import N_, GanvasError, Message, UserError
from gan_core.runs.engine.base import admit
from gan_core.runs.engine.cores import cores
from gan_core.runs.engine.job import Live
from gan_core.runs.engine.wire import Speaker, messages, read_live
from gan_core.runs.folder import Command, RunFolder
from gan_core.runs.lock import disclaim

log = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
"""A worker is told again that somebody looks at a run after this many seconds."""
MOST_FAILURES = 3
"""After as many workers in a row that ended before they were ready no other is started."""


class WorkerProcess:
    """A training process, seen from the server. Its own thread calls `on_message` and `on_exit`."""

    def __init__(
        self,
        on_message: Callable[[WorkerProcess, dict[str, Any]], None],
        on_exit: Callable[[WorkerProcess, int], None],
    ) -> None:
        root = str(Path(gan_core.__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_core.runs.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        )
        assert self.process.stdin is not None
        self.orders = Speaker(self.process.stdin)
        self.ready = False
        self._on_message, self._on_exit = on_message, on_exit
        self.reader = threading.Thread(target=self._read, name="worker", daemon=True)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as answers:
            for message in messages(answers):
                try:
                    self._on_message(self, message)
                except Exception:  # one bad message must not leave the others unread
                    log.exception("a training process said %s", message.get("kind"))
        code = self.process.wait()
        self.orders.close()
        self._on_exit(self, code)


@dataclass
class Assignment:
    """A run in a worker's hands, as the server knows it."""

    folder: RunFolder
    worker: WorkerProcess
    live: Live = field(default_factory=Live)
    watched: float = -WATCH_SECONDS
    pending: str = ""
    pending_until: int = 0
    """The byte of control.jsonl up to which the worker must have read to have obeyed."""

    def with_pending(self) -> Live:
        """Return what the run shows, with the command that it has not obeyed yet."""
        live = self.live
        return replace(live, pending=self.pending) if live.offset < self.pending_until else live


class ProcessEngine:
    """Trains runs in `workers` processes of one thread each (default: one a core)."""

    def __init__(self, workers: int | None = None) -> None:
        self._lock = threading.RLock()
        self._runs: dict[str, Assignment] = {}
        self._closing = False
        self._failures = 0
        self._workers: list[WorkerProcess] = []
        for _ in range(workers or cores()):
            self._start_worker()

    def _start_worker(self) -> None:
        worker = WorkerProcess(self._on_message, self._on_exit)
        self._workers.append(worker)
        worker.reader.start()

    def submit(self, folder: RunFolder) -> None:
        """Hand the run to the worker that trains the fewest; returns at once.

        Raises:
            UserError: there are too many runs, another process trains it, the server is ending,
                or no training process can be started.
        """
        with self._lock:
            if folder.id in self._runs:
                return
            if self._closing:
                raise UserError(N_("The server is ending; nothing can be started."))
            if not self._workers:
                raise UserError(
                    N_("No training process could be started; the server's log says why.")
                )
            admit(folder, len(self._runs))
            worker = min(self._workers, key=self._load)
            self._runs[folder.id] = Assignment(folder, worker)
            # A command that comes before the worker has opened the run is a new one.
            offset = folder.commands_end()
            worker.orders.say("train", path=str(folder.path.resolve()), offset=offset)

    def _load(self, worker: WorkerProcess) -> tuple[int, int]:
        mine = [run for run in self._runs.values() if run.worker is worker]
        return sum(run.live.state != "paused" for run in mine), len(mine)

    def command(
        self, folder: RunFolder, command: Command, settings: Mapping[str, Any] | None = None
    ) -> bool:
        """Hand a command to the run; it is acknowledged at once."""
        run = self._runs.get(folder.id)
        if run is None:
            return False
        folder.command(command, settings)
        run.pending, run.pending_until = command, folder.commands_end()
        run.worker.orders.say("wake")
        return True

    def live(self, run_id: str, *, watch: bool = False) -> Live | None:
        """Return what the run shows now; `watch` keeps its frames coming for a few seconds."""
        run = self._runs.get(run_id)
        if run is None:
            return None
        now = time.monotonic()
        if watch and now - run.watched >= WATCH_SECONDS:
            run.watched = now
            run.worker.orders.say("watch", run=run_id)
        return run.with_pending()

    def running(self) -> list[str]:
        """Return the ids of the runs in hand, oldest first."""
        with self._lock:
            return list(self._runs)

    def processes(self) -> list[int]:
        """Return the process ids of the workers."""
        with self._lock:
            return [worker.process.pid for worker in self._workers]

    def close(self, timeout: float = 10.0) -> None:
        """Have every worker save its runs as interrupted and end."""
        with self._lock:
            self._closing = True
            workers = list(self._workers)
            busy = {id(run.worker) for run in self._runs.values()}
        for worker in workers:
            worker.orders.close()
            if id(worker) not in busy:
                worker.process.terminate()  # it may still be starting, and has nothing to save
        end = time.monotonic() + timeout
        for worker in workers:
            worker.reader.join(max(0.0, end - time.monotonic()))
            if worker.reader.is_alive():
                worker.process.kill()
                worker.reader.join(1.0)

    def _on_message(self, worker: WorkerProcess, message: dict[str, Any]) -> None:
        if message["kind"] == "ready":
            worker.ready, self._failures = True, 0
            return
        with self._lock:
            run = self._runs.get(message["run"])
            if run is None or run.worker is not worker:
                return
            if message["kind"] == "ended":
                self._let_go(run)
                return
            live = read_live(message["live"])
            # A grid comes once; until the next one it is the one that is known.
            run.live = live if live.frame is not None else replace(live, frame=run.live.frame)

    def _let_go(self, run: Assignment) -> None:
        disclaim(run.folder.path)
        self._runs.pop(run.folder.id, None)

    def _on_exit(self, worker: WorkerProcess, code: int) -> None:
        """Say of its runs what became of them, and put another worker in its place."""
        with self._lock:
            self._workers.remove(worker)
            runs = [run for run in self._runs.values() if run.worker is worker]
            for run in runs:
                _note_interrupted(run.folder, code)
                self._let_go(run)
            self._failures += not worker.ready
            if self._failures < MOST_FAILURES and not self._closing:
                self._replace_worker()

    def _replace_worker(self) -> None:
        try:
            self._start_worker()
        except OSError as error:  # no memory, or no room for a process: the others go on
            log.error("no training process could be started: %s", error)


def _note_interrupted(folder: RunFolder, code: int) -> None:
    log.error("the process that trained %s ended with code %s", folder.id, code)
    text = N_(
        "The process that trained this run ended unexpectedly (exit code {code}). "
        "Go on from its last checkpoint."
    )
    try:
        why = Message(text, {"code": code})
        folder.write_status(replace(folder.status(), state="interrupted", why=why))
    except (GanvasError, OSError) as error:  # a full disk, or the run was deleted meanwhile
        log.error("run %s: %s", folder.id, error)
