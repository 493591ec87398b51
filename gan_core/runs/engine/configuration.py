"""Which engine a server trains with: GANVAS_ENGINE and GANVAS_WORKERS."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal, get_args

from gan_core.errors import N_, UserError

EngineKind = Literal["threads", "processes"]
MOST_WORKERS = 64


@dataclass(frozen=True)
class EngineChoice:
    """The kind of engine, and how many threads or processes train; None: one a core."""

    kind: EngineKind = "threads"
    workers: int | None = None


def from_environment() -> EngineChoice:
    """Return what the environment asks for.

    Raises:
        UserError: a variable holds something else than it may.
    """
    kind = os.environ.get("GANVAS_ENGINE") or "threads"
    for option in get_args(EngineKind):
        if kind == option:
            return EngineChoice(option, _workers())
    raise UserError(
        N_("GANVAS_ENGINE must be one of {known}, not {value!r}."),
        known=", ".join(get_args(EngineKind)),
        value=kind,
    )


def _workers() -> int | None:
    raw = os.environ.get("GANVAS_WORKERS")
    if not raw:
        return None
    try:
        count = int(raw)
    except ValueError:
        count = 0
    if not 1 <= count <= MOST_WORKERS:
        raise UserError(
            N_("GANVAS_WORKERS must be a whole number from 1 to {most}, not {value!r}."),
            most=MOST_WORKERS,
            value=raw,
        )
    return count
