"""From `streamlit run` to a usable page, later visits, and memory with one run and one page.

python -m benchmarks.pages.startup

A page is usable when its script has run and the thing to press on it can be pressed. Memory is the
server's resident set while one `dcgan` run trains and its page is open in Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import click
from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PORT = 8614
BASE = f"http://127.0.0.1:{PORT}"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def start() -> subprocess.Popen[bytes]:
    """Start the server with an empty home."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
    return subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env={**os.environ, "GANVAS_HOME": tempfile.mkdtemp()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_served() -> None:
    """Return when the server answers."""
    while True:
        try:
            urllib.request.urlopen(f"{BASE}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)


def open_home(page: Page) -> float:
    """Open Home and return the seconds until its button can be pressed."""
    begin = time.perf_counter()
    page.goto(BASE)
    page.get_by_role("button", name="Train one now").wait_for()
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    return time.perf_counter() - begin


def later_visit(person: BrowserContext) -> float:
    """Return the seconds until Home can be used in a new tab, which is then closed."""
    page = person.new_page()
    duration = open_home(page)
    page.close()
    return duration


def resident(pid: int) -> int:
    """Return the resident set of a process in MiB (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


@click.command(help="Start-up, later visits and memory, as one JSON object.")
def main() -> None:
    """Measure and print one JSON object."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        begin = time.perf_counter()
        server = start()
        try:
            wait_until_served()
            served = time.perf_counter() - begin
            person = browser.new_context()
            page = person.new_page()
            open_home(page)
            first = time.perf_counter() - begin
            page.goto(f"{BASE}/credits")  # Home's strip would go on playing beside them
            later = [later_visit(person) for _visit in range(9)]
            at_rest = resident(server.pid)
            open_home(page)
            page.get_by_role("button", name="Train one now").click()
            page.wait_for_url("**/train?*run=run_*")
            page.wait_for_timeout(15_000)
            training = resident(server.pid)
        finally:
            server.terminate()
            server.wait(30)
            browser.close()
    figures = {
        "served_s": served,
        "first_page_s": first,
        "later_visits_s": later,
        "later_visits_median_s": statistics.median(later),
        "memory_at_rest_mib": at_rest,
        "memory_training_mib": training,
        "load": os.getloadavg(),
    }
    print(json.dumps({key: _short(value) for key, value in figures.items()}))


def _short(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    return [round(v, 2) for v in value] if isinstance(value, (list, tuple)) else value


if __name__ == "__main__":
    main()
