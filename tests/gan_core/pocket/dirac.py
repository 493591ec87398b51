"""The Dirac-GAN (Mescheder et al. 2018, section 2): one number each, float64, plain SGD."""

from __future__ import annotations

from gan_core.data.base import DataSet
from gan_core.dirac import game as dirac
from gan_core.game import Game, Stage
from gan_core.losses.objectives import MINIMAX


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    return dirac.game(seed), dirac.stages(MINIMAX, together=True, steps=20), dirac.zeros()
