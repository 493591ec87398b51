"""Who trains in a lab: both players, or one of them while the other stands still."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from gan_core.game import Phase, Stage

Who = Literal["both", "G", "D"]


def only(stage: Stage, who: Who) -> Stage:
    """Return `stage` with the moves of that player alone; "both" leaves it as it is."""
    if who == "both":
        return stage
    phases = (_only_moves(phase, who) for phase in stage.phases)
    return replace(stage, phases=tuple(phase for phase in phases if phase.moves))


def _only_moves(phase: Phase, who: Who) -> Phase:
    return replace(phase, moves={key: loss for key, loss in phase.moves.items() if key == who})
