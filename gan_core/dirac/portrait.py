"""What gradient descent does to the Dirac-GAN at every place, and near the equilibrium.

Mescheder et al. 2018 (arXiv 1801.04406), section 2: the gradient vector field v(theta, psi) and the
eigenvalues of its Jacobian at (0, 0). Every number here is a derivative, by autograd, of the losses
that training uses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.optim import SGD

from gan_core.answers import Fakes
from gan_core.data.base import Batch
from gan_core.dirac.game import Point, Slope
from gan_core.dirac.rows import Row
from gan_core.errors import N_
from gan_core.game import Game, Turn, judge, maker
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss
from gan_core.rng import Rng

Complex = tuple[complex, complex]

BEHAVIOURS = {
    "straight_in": N_("goes straight in"),
    "spirals_in": N_("spirals in"),
    "zigzags_in": N_("overshoots at every step, and comes nearer"),
    "circles": N_("circles"),
    "zigzags_out": N_("overshoots at every step, and moves away"),
    "spirals_out": N_("spirals out"),
    "straight_out": N_("goes straight out"),
}
_EXACT = 1e-9
_DOUBLE = 1e-6
"""Two equal eigenvalues come out as far apart as the square root of the arithmetic's error."""


class _Traced(Duel):
    """A duel whose fakes keep G's graph for D too: D's gradient can then be derived by theta."""

    def fakes(self, turn: Turn, *, graph: bool) -> Fakes:
        return self.make(turn)


def vector_field(row: Row, theta: Tensor, psi: Tensor) -> Tensor:
    """Return how (theta, psi) move for each unit of the step size, (..., 2) in float64.

    theta, psi: places of any one shape. Both players move together; clipping is not in it, since
    it is no gradient.
    """
    motion = torch.stack(_motion(row, theta.flatten(), psi.flatten())[1], -1)
    return motion.detach().reshape(*theta.shape, 2)


def jacobian(row: Row) -> Tensor | None:
    """Return the Jacobian of `vector_field` at (0, 0), (2, 2) in float64; None where it has none.

    WGAN-GP has none: |psi| has a kink at 0.
    """
    if not row.smooth:
        return None
    at, motion = _motion(row, torch.zeros(1), torch.zeros(1))
    rows = [torch.autograd.grad(m, at, retain_graph=True, materialize_grads=True) for m in motion]
    return torch.stack([torch.cat(one) for one in rows])


def update_matrix(motion: Tensor, step: float, together: bool) -> Tensor:
    """Return what one step of size `step` does to a small (theta, psi), (2, 2).

    motion: the Jacobian J. Together it is I + h J, the Jacobian of the paper's update operator; in
    turn, D moves by its row of J first and G sees what D became.
    """
    unit = torch.eye(2, dtype=motion.dtype)
    if together:
        return unit + step * motion
    g, d = motion.clone(), motion.clone()
    g[1], d[0] = 0, 0
    return (unit + step * g) @ (unit + step * d)


@dataclass(frozen=True)
class Local:
    """What happens near the equilibrium.

    motion: eigenvalues of the Jacobian: what infinitely small steps do. update: those of one step
    of the size asked for. modulus: the larger |update|: each step multiplies the distance by it in
    the long run. behaviour: a key of `BEHAVIOURS`.
    """

    motion: Complex
    update: Complex
    modulus: float
    behaviour: str


def eigenvalues(row: Row, step: float, together: bool) -> Local | None:
    """Return what steps of size `step` do near the equilibrium; None where it is not smooth."""
    motion = jacobian(row)
    if motion is None:
        return None
    update = _pair(update_matrix(motion, step, together))
    return Local(_pair(motion), update, max(map(abs, update)), behaviour(update))


def behaviour(update: Complex) -> str:
    """Return the key of `BEHAVIOURS` for the eigenvalues of one step.

    Below modulus 1 it comes nearer, above it moves away. A complex pair turns; a negative
    eigenvalue jumps to the other side at every step.
    """
    modulus = max(map(abs, update))
    lasting = [one for one in update if abs(one) >= modulus - _EXACT]
    turns = abs(lasting[0].imag) > _DOUBLE
    if turns and abs(modulus - 1) <= _EXACT:
        return "circles"
    where = "in" if modulus < 1 else "out"
    if turns:
        return f"spirals_{where}"
    return f"{'zigzags' if any(one.real < 0 for one in lasting) else 'straight'}_{where}"


def half_life(modulus: float) -> float | None:
    """Return after how many steps the distance is halved; None where it does not shrink."""
    return math.log(0.5) / math.log(modulus) if 0 < modulus < 1 - _EXACT else None


def _motion(row: Row, theta: Tensor, psi: Tensor) -> tuple[list[Tensor], list[Tensor]]:
    """Return ([theta, psi], [motion of theta, motion of psi]), each (N,), with their graph."""
    g, d = Point(theta), Slope(psi)
    players = {"G": maker(g, SGD(g.parameters())), "D": judge(d, SGD(d.parameters()))}
    turn = Turn(Game(players, Rng(0)), Batch(torch.zeros(len(theta), 1, dtype=torch.float64)))
    duel = _Traced()
    moves = [
        (generator_loss(row.adversarial, duel), g.theta),
        (critic_loss(row.adversarial, duel, penalties=row.penalties), d.psi),
    ]
    motion = []
    for loss, own in moves:
        total = torch.stack([term.sum() for term in loss(turn).values()]).sum()
        (grad,) = torch.autograd.grad(total, own, create_graph=True)
        motion.append(-grad)
    return [g.theta, d.psi], motion


def _pair(matrix: Tensor) -> Complex:
    first, second = torch.linalg.eigvals(matrix).tolist()
    return complex(first), complex(second)
