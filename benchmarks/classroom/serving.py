"""The app in a process of its own: begun, listened to, weighed, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.classroom.figures import Sample
from benchmarks.classroom.memory import Memory, memory_of

ROOT = Path(__file__).resolve().parents[2]
PORT = 8617
MEMORY_EVERY = 2.0


class Server:
    """The app in a process of its own, and what its probe says."""

    def __init__(self, engine: str, home: str, port: int = PORT) -> None:
        self.base = f"127.0.0.1:{port}"
        self.samples: list[Sample] = []
        self.memory: list[tuple[float, Memory]] = []
        environment = {**os.environ, "GANVAS_HOME": home, "GANVAS_ENGINE": engine}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.classroom.server", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
        )
        for work in (self._listen, self._weigh):
            threading.Thread(target=work, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(b"{"):
                self.samples.append(Sample(**json.loads(line)))

    def _weigh(self) -> None:
        while self.process.poll() is None:
            self.memory.append((time.monotonic(), memory_of(self.process.pid)))
            time.sleep(MEMORY_EVERY)

    def wait_until_served(self) -> None:
        """Return when the server answers.

        Raises:
            RuntimeError: it ended instead.
        """
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{self.base}/_stcore/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server ended with code {self.process.returncode}")

    def between(self, begin: float, end: float) -> list[Sample]:
        """Return the samples of a stretch of time."""
        return [one for one in self.samples if begin <= one.time <= end]


@contextmanager
def serving(engine: str, home: str) -> Iterator[Server]:
    """Run the server; end it as a signal would."""
    server = Server(engine, home)
    try:
        server.wait_until_served()
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(40)
        except subprocess.TimeoutExpired:
            server.process.kill()
            raise
