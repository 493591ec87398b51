"""The real app in a process of its own, with a probe that notes every run's rounds and waits.

python -m benchmarks.classroom.server PORT

Writes one JSON line a second to standard output.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import uvicorn

LOOK_SECONDS = 0.05
SAY_SECONDS = 1.0

AS_STREAMLIT: dict[str, Any] = {"access_log": False, "ws_per_message_deflate": False}
"""What `streamlit run` tells uvicorn."""


class Probe:
    """Looks at the engine's runs as a page would, without asking for frames."""

    def __init__(self) -> None:
        self._last_steps: dict[str, tuple[int, float]] = {}
        self._waits: dict[str, float] = {}
        self._gaps: list[float] = []

    def look(self, now: float) -> None:
        """Note which runs have played since the last look, and how long they had waited."""
        from gan_core.runs.engine.current import engine

        here = set(engine().running())
        self._last_steps = {run: last for run, last in self._last_steps.items() if run in here}
        for run in here:
            live = engine().live(run)
            if live is None or live.step == 0:
                continue
            step, since = self._last_steps.get(run, (-1, now))
            if live.step != step:
                self._last_steps[run] = (live.step, now)
                self._gaps.append(round(now - since, 3))
            self._waits[run] = max(self._waits.get(run, 0.0), now - since)

    def line(self, now: float) -> str:
        """Return what was seen since the last line, as JSON."""
        steps = {run: step for run, (step, _) in self._last_steps.items()}
        waits, self._waits = self._waits, {}
        gaps, self._gaps = self._gaps, []
        return json.dumps({"time": now, "steps": steps, "waits": waits, "gaps": gaps})


def probe() -> None:
    """Look and tell for as long as the server runs."""
    probe_of_runs, printed_at = Probe(), time.monotonic()
    while True:
        time.sleep(LOOK_SECONDS)
        now = time.monotonic()
        probe_of_runs.look(now)
        if now - printed_at >= SAY_SECONDS:
            printed_at = now
            print(probe_of_runs.line(now), flush=True)


def main() -> None:
    """Serve until told to end."""
    server = uvicorn.Server(uvicorn.Config("app:app", port=int(sys.argv[1]), **AS_STREAMLIT))

    def begin() -> None:
        while not server.started:
            time.sleep(0.1)
        probe()

    threading.Thread(target=begin, daemon=True).start()
    server.run()


if __name__ == "__main__":
    main()
