"""What an engine is: it trains runs somewhere, and no page knows where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from gan_core.errors import N_, UserError
from gan_core.runs.engine.job import Live
from gan_core.runs.folder import Command, RunFolder
from gan_core.runs.lock import claim, writer_alive

MOST_RUNS = 60


class Engine(Protocol):
    """Trains runs somewhere. No page knows where."""

    def submit(self, folder: RunFolder) -> None:
        """Take the run in; returns at once."""

    def command(
        self, folder: RunFolder, command: Command, settings: Mapping[str, Any] | None = None
    ) -> bool:
        """Hand a command to the run; False: this engine does not have it."""

    def live(self, run_id: str, *, watch: bool = False) -> Live | None:
        """Return what the run shows now, None where it is not here; `watch`: frames are wanted."""

    def running(self) -> list[str]:
        """Return the ids of the runs in hand."""

    def close(self, timeout: float) -> None:
        """Save and end every run; returns when done or after `timeout` seconds."""


def admit(folder: RunFolder, running: int) -> None:
    """Claim the run for this process and show it as queued; `running`: how many there are.

    Raises:
        UserError: there are too many runs, or another process trains it.
    """
    if running >= MOST_RUNS:
        raise UserError(
            N_("{count} runs are training, as many as fit. Try again when one has ended."),
            count=MOST_RUNS,
        )
    if writer_alive(folder.path):
        raise UserError(N_("Another process is training the run in {path}."), path=folder.id)
    folder.write_status(replace(folder.status(), state="queued", why=None))
    claim(folder.path)
