"""What watching costs the training: steps a second with and without a page, in interleaved pairs.

python -m benchmarks.pages.watching [--browser] [--pairs 10] [--seconds 8]

The app runs in this process as it does in production (a training thread beside the pages); the
watcher is another process: a websocket client at the page's own 2 Hz, or Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

ROOT = Path(__file__).resolve().parents[2]
PORT = 8613
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def rate(run_id: str, seconds: float) -> float:
    """Return the steps a second of the run over the next `seconds` of wall clock."""
    from gan_core.runs.engine.current import engine

    first = engine().live(run_id)
    start = time.perf_counter()
    time.sleep(seconds)
    last = engine().live(run_id)
    if first is None or last is None:
        raise RuntimeError("the run ended while it was measured")
    return (last.step - first.step) / (time.perf_counter() - start)


def watcher(run_id: str, seconds: float, browser: bool) -> subprocess.Popen[bytes]:
    """Start somebody who watches the run's page."""
    base = f"127.0.0.1:{PORT}"
    if browser:
        profile = tempfile.mkdtemp()
        url = f"http://{base}/train?run={run_id}"
        command = [
            "chromium",
            *CHROMIUM_FLAGS,
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            url,
        ]
    else:
        command = [
            sys.executable,
            "-m",
            "benchmarks.pages.client",
            base,
            "train",
            f"run={run_id}",
            str(seconds),
        ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def updates_seen(process: subprocess.Popen[bytes], browser: bool) -> int:
    """Wait for the watcher to end; return how many updates it got (a browser does not say)."""
    if browser:
        process.terminate()
        process.communicate()
        return -1
    output, _ = process.communicate(timeout=60)
    return int(output.split()[0]) if output else 0


def measure(pairs: int, seconds: float, browser: bool) -> dict[str, object]:
    """Return the cost of watching: one minus the median ratio of watched to unwatched."""
    from gan_core.runs.config import new_config
    from gan_core.runs.engine.current import engine
    from gan_core.runs.library.store import Store

    folder = Store().create(new_config("dcgan", "mnist", preset="fast", threads=1, steps=10**6))
    engine().submit(folder)
    time.sleep(15)
    ratios: list[float] = []
    rows: list[tuple[float, float]] = []
    for _pair in range(pairs):
        alone = rate(folder.id, seconds)
        other = watcher(folder.id, seconds + 6, browser)
        time.sleep(5)
        watched = rate(folder.id, seconds)
        updates = updates_seen(other, browser)
        if not browser and updates < seconds:
            raise RuntimeError(f"the watcher saw only {updates} updates: nothing was measured")
        time.sleep(2)
        ratios.append(watched / alone)
        rows.append((alone, watched))
    return {
        "watcher": "chromium" if browser else "websocket client",
        "pairs": rows,
        "ratio_median": statistics.median(ratios),
        "cost_percent": 100 * (1 - statistics.median(ratios)),
        "load": os.getloadavg(),
    }


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=8)
    arguments = parser.parse_args()
    os.environ["GANVAS_HOME"] = tempfile.mkdtemp()
    os.chdir(ROOT)
    server = uvicorn.Server(uvicorn.Config("app:app", port=PORT, log_level="warning"))

    def work() -> None:
        while not server.started:
            time.sleep(0.1)
        try:
            print(json.dumps(measure(arguments.pairs, arguments.seconds, arguments.browser)))
        finally:
            server.should_exit = True

    threading.Thread(target=work, daemon=True).start()
    server.run()


if __name__ == "__main__":
    main()
