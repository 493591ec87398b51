"""Making a run longer: by rounds or by time, as it was limited."""

from __future__ import annotations

import math
from dataclasses import replace

from gan_core.errors import N_, UserError
from gan_core.runs.config import RunConfig
from gan_core.runs.folder import RunFolder
from gan_core.runs.lock import Lock, claim, disclaim
from gan_core.settings.strict import checked


def lengthen(folder: RunFolder, *, steps: int | None = None, minutes: float | None = None) -> None:
    """Let the run in `folder` go on to `steps` rounds in all, or `minutes` of training in all.

    Whoever resumes it trains the rest.

    Raises:
        UserError: neither or both are given, one is out of bounds, the run is past it already, or
            somebody trains it.
    """
    if (steps is None) == (minutes is None):
        raise UserError(N_("Give the new length in steps or in minutes, one of the two."))
    if not claim(folder.path):
        raise UserError(N_("Another process is training the run in {path}."), path=folder.id)
    try:
        lock = Lock(folder.path)
        try:
            _write(folder, steps, minutes)
        finally:
            lock.release()
    finally:
        disclaim(folder.path)


def _write(folder: RunFolder, steps: int | None, minutes: float | None) -> None:
    config, status = folder.config(), folder.status()
    longer = checked(RunConfig, {**dict(config), "steps": steps, "minutes": minutes})
    if steps is not None and steps < status.saved_step:
        raise UserError(
            N_("The run has {done} steps already; the length is the total, not {steps}."),
            done=status.saved_step,
            steps=steps,
        )
    if minutes is not None and 60 * minutes < status.seconds:
        raise UserError(
            N_("The run has trained {done} minutes already; the length is the total."),
            done=round(status.seconds / 60, 1),
        )
    folder.write_config(longer)
    folder.write_status(replace(status, total=steps))


def as_long_again(folder: RunFolder) -> tuple[int | None, float | None]:
    """Return (steps, minutes) for `lengthen`, one of them None: what it has and its length again.

    Both are None where the preset decides and nobody knows the total yet.
    """
    config, status = folder.config(), folder.status()
    if config.minutes is not None:
        return None, math.ceil(60 * config.minutes + status.seconds) / 60
    total = config.steps or status.total
    return (status.saved_step + total if total else None), None


def is_over(folder: RunFolder) -> bool:
    """Return True where nothing of the run's length is left."""
    config, status = folder.config(), folder.status()
    if config.minutes is not None:
        return status.seconds >= 60 * config.minutes
    total = config.steps or status.total
    return bool(total) and status.saved_step >= (total or 0)
