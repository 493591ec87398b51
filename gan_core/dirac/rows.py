"""The rows of the Dirac-GAN's table: which objective and which penalty, and one played to its end.

Shared by the page, the command line, the tests and the benchmark.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gan_core.dirac.game import START, STEP, contraction, orbit, stages
from gan_core.errors import N_, UserError, unknown
from gan_core.losses.objectives import OBJECTIVES, Adversarial
from gan_core.losses.penalties import Penalty, interpolated, r1

STEPS = 300
STEP_LIMIT = 1.0
STEPS_LIMIT = 1000
START_LIMIT = 3.0


@dataclass(frozen=True)
class Row:
    """One way to train the Dirac-GAN.

    objective: a name of `OBJECTIVES`. r1: gamma of R1. gp: gamma of the paper's
    gamma / 2 (|psi| - 1)^2. clip: the bound of |psi| after D's step. 0 is off.
    """

    name: str
    title: str
    objective: str
    r1: float = 0.0
    gp: float = 0.0
    clip: float = 0.0

    @property
    def settings(self) -> dict[str, Any]:
        """Return the objective and what is switched on, as plain values."""
        amounts = {"r1": self.r1, "gp": self.gp, "clip": self.clip}
        return {"objective": self.objective} | {k: v for k, v in amounts.items() if v}

    @property
    def adversarial(self) -> Adversarial:
        """Return the objective itself."""
        return OBJECTIVES[self.objective]

    @property
    def penalties(self) -> tuple[Penalty, ...]:
        """Return the penalties of D's loss; the paper's gamma / 2 is `interpolated`'s weight."""
        gp = (interpolated(self.gp / 2),) if self.gp else ()
        return gp + ((r1(self.r1),) if self.r1 else ())

    @property
    def smooth(self) -> bool:
        """Whether the losses have a second derivative at psi = 0: |psi| has none."""
        return not self.gp


ROWS: dict[str, Row] = {
    row.name: row
    for row in (
        Row("minimax", N_("Minimax"), "minimax"),
        Row("nonsaturating", N_("Non-saturating"), "nonsaturating"),
        Row("wgan", N_("WGAN, clip 1"), "wasserstein", clip=1.0),
        Row("wgan_gp", N_("WGAN-GP, γ = 1"), "wasserstein", gp=1.0),
        Row("r1_0.1", N_("NS + R1, γ = 0.1"), "nonsaturating", r1=0.1),
        Row("r1_0.3", N_("NS + R1, γ = 0.3"), "nonsaturating", r1=0.3),
        Row("r1_1", N_("NS + R1, γ = 1"), "nonsaturating", r1=1.0),
        Row("r1_10", N_("NS + R1, γ = 10"), "nonsaturating", r1=10.0),
    )
}


def row(name: str) -> Row:
    """Return the row `name`.

    Raises:
        UserError: there is none.
    """
    if name not in ROWS:
        raise unknown(N_("There is no row {name!r}. There are: {known}.{hint}"), name, ROWS)
    return ROWS[name]


@dataclass(frozen=True)
class Trajectory:
    """(theta, psi) at the start and after each step; it ends early where it went too far."""

    visited: Sequence[tuple[float, float]]
    length: int

    @property
    def diverged(self) -> bool:
        """Whether it was stopped because it had gone further than numbers are useful."""
        return len(self.visited) <= self.length

    @property
    def ratio(self) -> float:
        """Return final / start distance from the equilibrium: below 1 it came nearer."""
        return contraction(self.visited)

    @property
    def distances(self) -> list[float]:
        """Return the distance from the equilibrium (0, 0) at each step."""
        return [math.hypot(*at) for at in self.visited]

    def first(self, steps: int) -> Trajectory:
        """Return the same trajectory as if only `steps` steps had been asked for."""
        return Trajectory(self.visited[: steps + 1], steps)


def play(
    which: Row,
    *,
    together: bool,
    step: float = STEP,
    steps: int = STEPS,
    start: tuple[float, float] = START,
) -> Trajectory:
    """Play `which` by the loop that trains every GAN; with `together` off, D moves first.

    Raises:
        UserError: a value is out of bounds, or the start is the equilibrium.
    """
    _refuse(step, steps, start)
    row_stages = stages(
        which.adversarial,
        together=together,
        penalties=which.penalties,
        clip=which.clip,
        steps=steps,
    )
    return Trajectory(orbit(row_stages, step, start), steps)


def _refuse(step: float, steps: int, start: tuple[float, float]) -> None:
    if not 0 < step <= STEP_LIMIT:
        raise UserError(
            N_("The step size must be above 0 and at most {limit:g}, not {step:g}."),
            limit=STEP_LIMIT,
            step=step,
        )
    if not 1 <= steps <= STEPS_LIMIT:
        raise UserError(
            N_("The number of steps must be from 1 to {limit}, not {steps}."),
            limit=STEPS_LIMIT,
            steps=steps,
        )
    if not all(abs(value) <= START_LIMIT for value in start):
        raise UserError(
            N_(
                "θ and ψ must each start from −{limit:g} to {limit:g}, not at ({theta:g}, {psi:g})."
            ),
            limit=START_LIMIT,
            theta=start[0],
            psi=start[1],
        )
    if not any(start):
        raise UserError(N_("(0, 0) is the equilibrium, where nothing moves. Start anywhere else."))
