"""The Dirac-GAN ends where it must, for every objective and penalty of its paper."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gan_core.dirac import contraction, orbit, stages
from gan_core.objectives import MINIMAX, NONSATURATING, WASSERSTEIN, Adversarial
from gan_core.penalties import interpolated, r1

# (objective, further arguments, together, in turn): final / start distance after 300 steps.
ROWS: dict[str, tuple[Adversarial, dict[str, Any], float, float]] = {
    "minimax": (MINIMAX, {}, 1.879, 1.032),
    "non-saturating": (NONSATURATING, {}, 0.4520, 0.2542),
    "wgan clip 1": (WASSERSTEIN, {"clip": 1.0}, 0.7514, 0.6723),
    # The paper's gamma / 2 (|psi| - 1)^2 at gamma = 1 is our weight of .5.
    "wgan-gp": (WASSERSTEIN, {"penalties": (interpolated(0.5),)}, 1.090, 0.9355),
    "r1 .1": (NONSATURATING, {"penalties": (r1(0.1),)}, 0.08729, 0.02502),
    "r1 .3": (NONSATURATING, {"penalties": (r1(0.3),)}, 2.588e-4, 6.395e-5),
    "r1 1": (NONSATURATING, {"penalties": (r1(1.0),)}, 1.485e-14, 8.873e-11),
    "r1 10": (NONSATURATING, {"penalties": (r1(10.0),)}, 0.2135, 44.92),
}


@pytest.mark.parametrize("together", [True, False], ids=["together", "in-turn"])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_it_ends_where_the_yardstick_says(
    row: tuple[Adversarial, dict[str, Any], float, float], together: bool
) -> None:
    objective, more, both, in_turn = row
    visited = orbit(stages(objective, together=together, **more))
    assert len(visited) == 301
    assert contraction(visited) == pytest.approx(both if together else in_turn, rel=0.01)


def by_hand(kind: str, weight: float, together: bool) -> float:
    """The same 300 steps from the gradients' closed form, with no tensors at all."""
    theta = psi = 1.0
    for _ in range(300):
        up = theta / (1 + math.exp(psi * theta)) if kind in ("minimax", "ns") else theta
        if kind == "ns":
            up -= weight * psi
        elif kind == "gp":
            up -= weight * (abs(psi) - 1) * math.copysign(1, psi)
        after = psi + 0.2 * up
        after = max(-1.0, min(1.0, after)) if kind == "clip" else after
        seen = psi if together else after
        share = {
            "minimax": 1 / (1 + math.exp(seen * theta)),
            "ns": 1 / (1 + math.exp(-seen * theta)),
        }.get(kind, 1.0)
        theta, psi = theta - 0.2 * seen * share, after
    return math.hypot(theta, psi) / math.sqrt(2)


@pytest.mark.parametrize("together", [True, False], ids=["together", "in-turn"])
@pytest.mark.parametrize(
    ("row", "kind", "weight"),
    [
        ("minimax", "minimax", 0.0),
        ("non-saturating", "ns", 0.0),
        ("wgan clip 1", "clip", 0.0),
        ("wgan-gp", "gp", 1.0),
        ("r1 .3", "ns", 0.3),
        ("r1 10", "ns", 10.0),
    ],
)
def test_the_loop_agrees_with_the_closed_form(
    row: str, kind: str, weight: float, together: bool
) -> None:
    objective, more, *_ = ROWS[row]
    played = contraction(orbit(stages(objective, together=together, **more)))
    assert played == pytest.approx(by_hand(kind, weight, together), rel=1e-9)


def test_the_first_step_is_the_gradient_worked_out_by_hand() -> None:
    # L = f(psi theta) + f(0), f(t) = -log(1 + e^-t): dL/dpsi = theta s, dL/dtheta = psi s.
    slope = 1 / (1 + math.e)
    (_, (theta, psi)) = orbit(stages(MINIMAX, together=True, steps=1))
    assert (theta, psi) == pytest.approx((1 - 0.2 * slope, 1 + 0.2 * slope), abs=1e-12)


def test_clipping_keeps_the_slope_within_its_bound() -> None:
    visited = orbit(stages(WASSERSTEIN, together=False, clip=0.5, steps=40), start=(1.0, 0.0))
    assert max(abs(psi) for _, psi in visited) == 0.5


def test_the_start_and_the_step_are_as_asked_for() -> None:
    visited = orbit(stages(WASSERSTEIN, together=True, clip=9, steps=1), step=0.1, start=(2.0, 3.0))
    assert visited == [(2.0, 3.0), pytest.approx((2.0 - 0.1 * 3.0, 3.0 + 0.1 * 2.0))]
