"""A real server and a real browser. Without Chromium these tests are skipped, except in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.test_first_start import free_port, healthy

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((p for name in ("chromium", "chromium-browser") if (p := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit's client asks for these below a deep link's path first, to find the app's root."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


def serve(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app with runs in `home`; return the process and its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with open(home / "server.log", "w") as log:
        process = subprocess.Popen(
            [*command, "--server.headless", "true"],
            cwd=ROOT,
            env={**os.environ, "GANVAS_HOME": str(home)},
            stdout=log,
            stderr=log,
        )
    assert healthy(port, 60), (home / "server.log").read_text()
    return process, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, with runs in a folder of the tests."""
    process, base = serve(tmp_path_factory.mktemp("browser_home"))
    yield base
    process.terminate()
    assert process.wait(30) is not None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "there is no Chromium; on Debian: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(f"CI must run the browser tests, but {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@dataclass
class Tab:
    """A page of the browser that remembers every failure it saw."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    sent: list[object] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Go to `path` and wait until the page's script has run."""
        self.page.goto(self.base + path)
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until no script runs."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)

    def answered(self, url: str, status: int) -> None:
        """Note an answer that is an error, except where Streamlit looks for its root."""
        if status >= 400 and not (status == 404 and url.endswith(PROBES)):
            self.faults.append(f"{status} {url}")


@pytest.fixture
def tab(browser: Browser, server: str) -> Iterator[Tab]:
    """A fresh browser window; the test fails if any request failed or the console had an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-US")
    made = Tab(context.new_page(), server)
    page = made.page
    # Playwright marks a handler with an attribute, which a bound builtin cannot carry.
    page.on("websocket", lambda one: one.on("framesent", lambda frame: made.sent.append(frame)))
    page.on("response", lambda answer: made.answered(answer.url, answer.status))
    page.on("requestfailed", lambda request: made.faults.append(f"failed {request.url}"))
    page.on("pageerror", lambda error: made.faults.append(f"error {error}"))
    page.on("console", lambda line: made.faults.append(line.text) if is_fault(line) else None)
    yield made
    context.close()
    assert made.faults == []


def is_fault(line: object) -> bool:
    # A 404 is judged by its address, which the console's line does not give.
    return line.type == "error" and "404" not in line.text  # type: ignore[attr-defined]
