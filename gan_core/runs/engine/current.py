"""The engine and the training threads of this process, made when they are first wanted."""

from __future__ import annotations

import threading

from gan_core.runs.engine.base import Engine
from gan_core.runs.engine.configuration import EngineChoice, from_environment
from gan_core.runs.engine.slots import Slots
from gan_core.runs.engine.threads import ThreadEngine


class _Here:
    """This process's engine and training threads, each made at its first use."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.engine: Engine | None = None
        self.slots: Slots | None = None


_HERE = _Here()


def engine() -> Engine:
    """Return this process's engine, made at its first use as GANVAS_ENGINE says.

    Raises:
        UserError: GANVAS_ENGINE or GANVAS_WORKERS holds something else than it may.
    """
    with _HERE.lock:
        if _HERE.engine is None:
            _HERE.engine = _build(from_environment())
        return _HERE.engine


def _build(choice: EngineChoice) -> Engine:
    if choice.kind == "threads":
        return ThreadEngine(_slots())
    from gan_core.runs.engine.processes import ProcessEngine

    return ProcessEngine(choice.workers)


def shared_slots() -> Slots:
    """Return the training threads of this process, for whatever else trains in it."""
    with _HERE.lock:
        return _slots()


def _slots() -> Slots:
    if _HERE.slots is None:
        choice = from_environment()
        _HERE.slots = Slots(choice.workers if choice.kind == "threads" else None)
    return _HERE.slots


def close_engine(timeout: float = 10.0) -> None:
    """End the engine and the training threads if there are any."""
    with _HERE.lock:
        engine, slots = _HERE.engine, _HERE.slots
        _HERE.engine = _HERE.slots = None
    if engine is not None:
        engine.close(timeout)
    if slots is not None:
        slots.close(timeout)  # once more is harmless
