"""What a browser may tell a lab, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from gan_core.lab.bench import Bench
from gan_core.lab.who import Who
from gan_core.settings.strict import Strict, checked

Speed = Literal["slow", "1", "10", "100", "max"]
PERIODS: dict[Speed, float] = {"slow": 1.2, "1": 1.0, "10": 0.1, "100": 0.01, "max": 0.0}
"""Seconds from one round to the next; in slow motion from one part of a move to the next."""


class LabCommand(Strict):
    """do: what; the other fields belong to "step", "who", "speed", "rewind" and "branch".

    "trained": go on from the lab that comes trained on the same data.
    """

    do: Literal["play", "pause", "reset", "step", "who", "speed", "rewind", "branch", "trained"]
    level: Literal["round", "player", "part"] = "round"
    who: Who = "both"
    speed: Speed = "max"
    step: int = Field(0, ge=0)
    id: int = Field(0, ge=0)


def read_command(values: Mapping[str, Any]) -> LabCommand:
    """Return the checked command.

    Raises:
        UserError: it is none.
    """
    return checked(LabCommand, values)


def move(bench: Bench, command: LabCommand) -> None:
    """Play a step on `bench`, or go to a kept snapshot or another branch.

    Raises:
        UserError: that branch is not kept.
    """
    if command.do == "rewind":
        bench.rewind(command.step)
    elif command.do == "branch":
        bench.to_branch(command.id)
    else:
        bench.keep(recent=True)
        {"round": bench.round, "player": bench.player, "part": bench.take_part}[command.level]()
