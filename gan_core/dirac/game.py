"""The Dirac-GAN: G is one number, D a slope, and whether training converges can be read off.

Mescheder et al. 2018 (arXiv 1801.04406), section 2: real data are all at 0, G puts all mass at
theta, D(x) = psi x. float64 and plain gradient steps, played by the same loop as every other game.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.optim import SGD

from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.data.spec import Points
from gan_core.data.views import aligned
from gan_core.game import Game, Phase, Stage, judge, maker
from gan_core.losses.adversarial import critic_loss, generator_loss
from gan_core.losses.objectives import Adversarial
from gan_core.losses.penalties import Penalty
from gan_core.optimizers import clip_weights
from gan_core.rng import Rng
from gan_core.train import Progress, train

STEP = 0.2
START = (1.0, 1.0)
FAR = 1e6
"""An orbit that is further than this from the equilibrium has diverged and ends."""


class Point(nn.Module):
    """G: all mass at theta, whatever z is.

    theta: one number, or (N,): N games that know nothing of each other, the i-th sample for each.
    """

    latent = 1

    def __init__(self, theta: float | Tensor = START[0]) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.as_tensor(theta, dtype=torch.float64).reshape(-1).clone())

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return theta for each z, (N, 1)."""
        return self.theta[:, None].expand(len(z), 1)


class Slope(nn.Module):
    """D(x) = -psi x. The paper's D is psi x and higher where fake; ours is higher where real.

    psi: one number, or (N,) for N games as in `Point`.
    """

    def __init__(self, psi: float | Tensor = START[1]) -> None:
        super().__init__()
        self.psi = nn.Parameter(torch.as_tensor(psi, dtype=torch.float64).reshape(-1).clone())

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return one logit for each x, (N, 1); real and fake of N games may come in one batch."""
        return -(self.psi.repeat(len(x) // len(self.psi))[:, None] * x)


def game(seed: int = 0, step: float = STEP, start: tuple[float, float] = START) -> Game:
    """Return the game that starts at (theta, psi) = `start`, with gradient steps of size `step`."""
    g, d = Point(start[0]), Slope(start[1])
    players = {
        "G": maker(g, SGD(g.parameters(), step)),
        "D": judge(d, SGD(d.parameters(), step)),
    }
    return Game(players, Rng(seed))


def stages(
    objective: Adversarial,
    *,
    together: bool,
    penalties: Sequence[Penalty] = (),
    clip: float = 0.0,
    steps: int = 300,
) -> tuple[Stage, ...]:
    """Return `steps` rounds: both gradients at one point, then both steps; or D first, then G.

    clip: psi is cut to plus or minus this after D's step; 0 is off.
    """
    d, g = critic_loss(objective, penalties=penalties), generator_loss(objective)
    after = (clip_weights("D", clip),) if clip else ()
    both = (Phase({"D": d, "G": g}, after=after),)
    phases = both if together else (Phase({"D": d}, after=after), Phase({"G": g}))
    return (Stage("dirac", steps, phases, aligned, batch=1),)


def zeros() -> DataSet:
    """Return the data: all mass at 0."""
    return DataSet("zero", Points(1), torch.zeros(3, 1, dtype=torch.float64))


def orbit(
    of: Sequence[Stage], step: float = STEP, start: tuple[float, float] = START
) -> list[tuple[float, float]]:
    """Return (theta, psi) at the start and after each round of the stages `of`.

    It ends early, with the first place that is further than `FAR` from the equilibrium.
    """
    dirac_game = game(step=step, start=start)
    g, d = dirac_game.net("G"), dirac_game.net("D")
    assert isinstance(g, Point) and isinstance(d, Slope)
    visited = [start]
    for _ in train(dirac_game, of, Feed(zeros(), dirac_game.rng), Progress()):
        visited.append((g.theta.item(), d.psi.item()))
        if not math.hypot(*visited[-1]) <= FAR:
            break
    return visited


def contraction(visited: Sequence[tuple[float, float]]) -> float:
    """Return final / start distance from the equilibrium (0, 0): below 1 it came nearer."""
    return math.hypot(*visited[-1]) / math.hypot(*visited[0])
