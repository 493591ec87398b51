"""Ending the server: the training thread ends after a checkpoint, nothing is lost."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from playwright.sync_api import Browser

from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import Session
from tests.browser.conftest import Tab, serve
from tests.browser.test_main_job import start_run, step, wait_for_step
from tests.patience import PATIENCE


def test_ending_the_server_saves_the_run_and_the_next_server_goes_on(
    browser: Browser, tmp_path: Path
) -> None:
    process, base = serve(tmp_path)
    page = start_run(Tab(browser.new_page(), base))
    wait_for_step(page, 30)
    seen = step(page)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) is not None
    page.close()

    store = Store(tmp_path / "runs")
    (run,) = store.own()
    status = run.status()
    assert status.state == "interrupted"
    assert status.step >= seen
    assert status.saved_step == status.step
    assert Checkpoints(run.path / "checkpoints").newest_sound() is not None
    again = Session(run)
    assert again.step == status.step
    again.close("interrupted")
    assert subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True).returncode == 1
