"""The Dirac-GAN: converges or not, to four digits."""

from __future__ import annotations

import math

from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Published,
    Row,
    Settings,
)
from gan_core.dirac.rows import ROWS, play
from gan_core.dirac.rows import Row as DiracRow

PAPER = "Mescheder et al. 2018 (arXiv 1801.04406), sections 2 and 4, figure 3"

# name: (title here, reference together, reference in turn); the settings are the package's own.
CASES: dict[str, tuple[str, float, float]] = {
    "minimax": ("minimax", 1.879, 1.032),
    "nonsaturating": ("non-saturating", 0.4520, 0.2542),
    "wgan": ("WGAN, clip 1", 0.7514, 0.6723),
    "wgan_gp": ("WGAN-GP, gamma 1", 1.090, 0.9355),
    "r1_0.1": ("NS + R1, gamma .1", 0.08729, 0.02502),
    "r1_0.3": ("NS + R1, gamma .3", 2.588e-4, 6.395e-5),
    "r1_1": ("NS + R1, gamma 1", 1.485e-14, 8.873e-11),
    "r1_10": ("NS + R1, gamma 10", 0.2135, 44.92),
}


def run(settings: Settings, seed: int) -> Numbers:
    """Return final / start distance, both ways of moving; nothing in it is random."""
    amounts = dict(settings)
    steps = amounts.pop("steps")
    row = DiracRow("", "", **amounts)
    return {
        key: play(row, together=together, steps=steps).ratio
        for key, together in (("together", True), ("in_turn", False))
    }


def within_one_percent(means: Means) -> bool | None:
    """Whether every number is within 1 % of its reference."""
    if set(means) < set(CASES):
        return None
    return all(
        math.isclose(means[name][key], reference, rel_tol=0.01)
        for name, (_, together, in_turn) in CASES.items()
        for key, reference in (("together", together), ("in_turn", in_turn))
    )


def converge_as_the_paper_says(means: Means) -> bool | None:
    """Whether R1 of .3 and 1 converge and minimax, WGAN and WGAN-GP do not."""
    if set(means) < set(CASES):
        return None
    converged = all(means[name][key] < 1e-3 for name in ("r1_0.3", "r1_1") for key in COLUMN_KEYS)
    others = [means[name][key] for name in ("minimax", "wgan", "wgan_gp") for key in COLUMN_KEYS]
    return converged and min(others) > 0.5


COLUMN_KEYS = ("together", "in_turn")

EXPERIMENT = Experiment(
    name="dirac",
    title="Dirac-GAN",
    protocol=(
        "Real data all at 0, G at theta, D(x) = psi x, float64, gradient steps of .2, 300 rounds "
        "from (1, 1). The number is the last distance from the equilibrium over the first: "
        "small means it converged. Moves together, or in turn with D first. The references were "
        "worked out apart from this package, and a test holds the loop to the gradients' closed "
        "form."
    ),
    columns=(
        Column("together", "together", ".4g"),
        Column("in_turn", "in turn", ".4g"),
    ),
    published=(
        Published("minimax", {"together": "does not converge"}, PAPER),
        Published("non-saturating", {"together": "converges, but slower than linearly"}, PAPER),
        Published("WGAN, WGAN-GP", {"together": "do not converge"}, PAPER),
        Published("R1", {"together": "converges linearly"}, PAPER),
        *(
            Published(title, {"together": f"{a:.4g}", "in_turn": f"{b:.4g}"}, "reference")
            for title, a, b in CASES.values()
        ),
    ),
    configs=tuple(
        Config(name, {**ROWS[name].settings, "steps": 300}, (Row(title),))
        for name, (title, _, _) in CASES.items()
    ),
    run=run,
    goals=(
        Goal("every number within 1 % of its reference", within_one_percent),
        Goal("R1 of .3 and 1 converges; minimax, WGAN, WGAN-GP do not", converge_as_the_paper_says),
    ),
    seeds=1,
    random=False,
    notes=(
        "R1 of 10 is too strong for a step of .2: psi overshoots at every step, and moving in turn "
        "it diverges. A penalty has a step size of its own."
    ),
)
