"""The names of a run's states, and durations, as pages show them."""

from __future__ import annotations

from gan_core.errors import N_

STATES = {
    "queued": N_("waiting for its turn"),
    "running": N_("training"),
    "paused": N_("paused"),
    "stopped": N_("stopped"),
    "done": N_("done"),
    "failed": N_("failed"),
    "diverged": N_("diverged"),
    "interrupted": N_("interrupted"),
}


def clock(seconds: float) -> str:
    """Return a duration as 1:23 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
