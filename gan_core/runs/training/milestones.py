"""At which steps a run keeps a grid and sets G aside."""

from __future__ import annotations

import math

from gan_core.design import Design
from gan_core.game import Stage
from gan_core.settings.training import Grids


def is_milestone(step: int) -> bool:
    """True at steps a quarter apart: where a grid is kept and G is set aside.

    Up to step 100 they are 1.6 times apart, since a grid costs as much as a round or more: in a
    class, whose runs are young, they took a fifth of the time.
    """
    if step <= 4:
        return True
    ratio = 1.25 if step > 100 else 1.6
    return math.floor(math.log(step, ratio)) != math.floor(math.log(step - 1, ratio))


def grid_is_due(step: int, design: Design, stage: Stage, items: int) -> bool:
    """True where a grid is kept: every few epochs if the settings say so, else at milestones."""
    settings = design.settings
    epochs = settings.grid_epochs if isinstance(settings, Grids) else 0
    if not epochs:
        return is_milestone(step)
    per_round, period = stage.batch * stage.draws, epochs * items
    return step * per_round // period > (step - 1) * per_round // period
