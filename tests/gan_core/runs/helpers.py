"""Waiting and comparing, for tests of the engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import torch

from gan_core.files import container
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.engine.base import Engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.training.session import Session
from tests.patience import PATIENCE


def wait(until: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
    """Wait until `until()` is true; fail the test after `seconds`."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            pytest.fail(f"waited too long: {what}")
        time.sleep(0.005)


def wait_for_end(engine: Engine, *folders: RunFolder) -> None:
    """Wait until the engine has none of the runs in hand any more."""
    for folder in folders:
        wait(lambda folder=folder: engine.live(folder.id) is None, "end")  # type: ignore[misc]


def live_step(engine: Engine, folder: RunFolder) -> int:
    """Return the round that the running run shows."""
    live = engine.live(folder.id)
    return -1 if live is None else live.step


def forget(*sessions: Session) -> None:
    """Close the sessions' files and nothing more, as the system does for a process that is gone."""
    for session in sessions:
        session.recorder.close()
        session._lock.release()


def saved(folder: RunFolder) -> dict[str, torch.Tensor]:
    """Return the newest resume state's tensors."""
    found = Checkpoints(folder.path / "checkpoints").newest("resume")
    assert found is not None
    return container.read(found)[0]


def equal(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    """True where both states are the same to the last bit."""
    return first.keys() == second.keys() and all(first[k].equal(second[k]) for k in first)
