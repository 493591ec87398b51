"""The app in a process of its own that says how much CPU its pages and its training have used.

python -m benchmarks.pages.served PORT   reads one JSON question a line, answers one JSON line each

{"do": "cpu"}                 -> {"pages": s, "training": s}: CPU seconds so far
{"do": "submit", "run": ID}   -> {}: the run trains from now on
{"do": "stop", "run": ID}     -> {}: it has stopped
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
TRAINING = "training-"


class Served:
    """The app's process, seen from the benchmark."""

    def __init__(self, home: str, port: int) -> None:
        self.base = f"127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.pages.served", str(port)],
            cwd=ROOT,
            env={**os.environ, "GANVAS_HOME": home},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._wait()

    def _wait(self) -> None:
        for _try in range(1200):
            try:
                urllib.request.urlopen(f"http://{self.base}/_stcore/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the app did not come up")

    def ask(self, do: str, **words: Any) -> dict[str, Any]:
        """Return the answer of the app's process."""
        into, out = self._pipes()
        into.write(json.dumps({"do": do, **words}) + "\n")
        into.flush()
        answer: dict[str, Any] = json.loads(out.readline())
        return answer

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the app's process has no pipes")
        return self._process.stdin, self._process.stdout

    def pages_cpu(self) -> float:
        """Return the CPU seconds of everything but training, so far."""
        return float(self.ask("cpu")["pages"])

    def close(self) -> None:
        """End the app."""
        for pipe in self._pipes():
            pipe.close()
        self._process.wait(30)


def used() -> dict[str, float]:
    """Return the CPU seconds of this process: its training threads', and all others'."""
    training = 0.0
    for thread in threading.enumerate():
        if thread.name.startswith(TRAINING) and thread.ident is not None:
            training += time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
    return {"pages": time.process_time() - training, "training": training}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Do what the benchmark asks."""
    from gan_core.runs.engine.current import engine
    from gan_core.runs.library.store import Store

    if question["do"] == "cpu":
        return used()
    folder = Store().get(question["run"])
    if question["do"] == "submit":
        engine().submit(folder)
    else:
        engine().command(folder, "stop")
        while engine().live(folder.id) is not None:
            time.sleep(0.05)
    return {}


def main() -> None:
    """Serve the app until the questions end."""
    import uvicorn

    os.chdir(ROOT)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the server says must not be taken for an answer
    config = uvicorn.Config("app:app", port=int(sys.argv[1]), log_level="error", access_log=False)
    server = uvicorn.Server(config)

    def listen() -> None:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
        server.should_exit = True

    threading.Thread(target=listen, daemon=True).start()
    server.run()


if __name__ == "__main__":
    main()
