"""Waiting until a run has obeyed, so that what is drawn next shows it."""

from __future__ import annotations

import time

from gan_core.runs.engine.current import engine


def wait_for(run_id: str, seconds: float = 0.3) -> None:
    """Wait shortly for the run to obey, so that the buttons are the right ones at once."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        live = engine().live(run_id)
        if live is None or not live.pending:
            return
        time.sleep(0.02)
