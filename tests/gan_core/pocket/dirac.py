"""The Dirac-GAN (Mescheder et al. 2018, section 2): one number each, float64, plain SGD."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.optim import SGD

from gan_core.adversarial import critic_loss, generator_loss
from gan_core.data.base import DataSet, Spec
from gan_core.data.views import points
from gan_core.game import Game, Phase, Player, Stage
from gan_core.objectives import MINIMAX, Adversarial
from gan_core.penalties import Penalty
from gan_core.rng import Rng

STEP = 0.2


class Point(nn.Module):
    """G: all mass at theta, whatever z is."""

    latent = 1

    def __init__(self) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.ones(1, dtype=torch.float64))

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        return self.theta.expand(len(z), 1)


class Slope(nn.Module):
    """D(x) = -psi x. The paper's D is psi x and higher where fake; ours is higher where real."""

    def __init__(self) -> None:
        super().__init__()
        self.psi = nn.Parameter(torch.ones(1, dtype=torch.float64))

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return -(self.psi * x)


def game(seed: int) -> Game:
    g, d = Point(), Slope()
    players = {
        "G": Player(g, SGD(g.parameters(), STEP)),
        "D": Player(d, SGD(d.parameters(), STEP)),
    }
    return Game(players, Rng(seed))


def stages(
    objective: Adversarial,
    *,
    together: bool,
    penalties: Sequence[Penalty] = (),
    steps: int = 20,
) -> tuple[Stage, ...]:
    d, g = critic_loss(objective, penalties=penalties), generator_loss(objective)
    phases = (Phase({"D": d, "G": g}),) if together else (Phase({"D": d}), Phase({"G": g}))
    return (Stage("dirac", steps, phases, points, batch=1),)


def zeros() -> DataSet:
    return DataSet("zero", Spec(1, 1), torch.zeros(3, 1, dtype=torch.float64))


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    return game(seed), stages(MINIMAX, together=True), zeros()
