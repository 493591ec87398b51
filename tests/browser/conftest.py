"""A real server and a real browser. Without Chromium these tests are skipped, except in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, TimeoutError, expect, sync_playwright

from tests.patience import PATIENCE
from tests.test_first_start import free_port, healthy

expect.set_options(timeout=1000 * PATIENCE)

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
    with open(home / "server.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--server.headless", "true"],
            cwd=ROOT,
            env={**os.environ, "GANVAS_HOME": str(home)},
            stdout=log,
            stderr=log,
        )
    assert healthy(port, PATIENCE), (home / "server.log").read_text(encoding="utf-8")
    return process, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, with runs in a folder of the tests."""
    process, base = serve(tmp_path_factory.mktemp("browser_home"))
    yield base
    process.terminate()
    assert process.wait(PATIENCE) is not None


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


AGAIN = 5
"""Seconds after which a list counts as closed by a run of the script."""


def choose(page: Page, name: str, option: str) -> None:
    """Choose from a list; one that a run of the page's script closed is opened again."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(round(PATIENCE / AGAIN)):
        page.get_by_role("combobox", name=name).click()
        try:
            wanted.click(timeout=1000 * AGAIN)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    raise AssertionError(f"{option} was never there to be chosen")


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
        expect(app).to_have_attribute("data-test-script-state", "notRunning")

    def answered(self, url: str, status: int) -> None:
        """Note an answer that is an error, except where Streamlit looks for its root."""
        if status >= 400 and not (status == 404 and url.endswith(PROBES)):
            self.faults.append(f"{status} {url}")

    def failed(self, request: Request) -> None:
        """Note a request without an answer, except where a page that was left gave it up."""
        given_up = "/api/" in request.url and request.failure == "net::ERR_ABORTED"
        if not given_up:
            self.faults.append(f"failed {request.url} {request.failure}")

    def watch(self) -> None:
        """Begin to note what goes wrong, and what is sent to Streamlit."""
        page = self.page
        # Playwright marks a handler with an attribute, which a bound builtin cannot carry.
        page.on("websocket", lambda one: one.on("framesent", lambda frame: self.sent.append(frame)))
        page.on("response", lambda answer: self.answered(answer.url, answer.status))
        page.on("requestfailed", lambda request: self.failed(request))
        page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        page.on("console", lambda line: self.faults.append(line.text) if is_fault(line) else None)


@contextmanager
def window(browser: Browser, server: str) -> Iterator[Tab]:
    """A fresh browser window; an error if any request failed or the console had an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-US")
    context.set_default_timeout(1000 * PATIENCE)
    made = Tab(context.new_page(), server)
    made.watch()
    yield made
    context.close()
    assert made.faults == []


@pytest.fixture
def tab(browser: Browser, server: str) -> Iterator[Tab]:
    """A window of the test's own."""
    with window(browser, server) as made:
        yield made


def is_fault(line: object) -> bool:
    # A 404 is judged by its address, which the console's line does not give.
    return line.type == "error" and "404" not in line.text  # type: ignore[attr-defined]
