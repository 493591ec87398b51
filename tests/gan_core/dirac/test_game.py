"""The Dirac-GAN ends where it must, for every objective and penalty of its paper."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gan_core.dirac.game import FAR, orbit, stages
from gan_core.dirac.rows import ROWS, Row, play, row
from gan_core.errors import UserError
from gan_core.losses.objectives import MINIMAX, WASSERSTEIN

# (together, in turn): final / start distance after 300 steps of .2 from (1, 1).
REFERENCE: dict[str, tuple[float, float]] = {
    "minimax": (1.879, 1.032),
    "nonsaturating": (0.4520, 0.2542),
    "wgan": (0.7514, 0.6723),
    "wgan_gp": (1.090, 0.9355),
    "r1_0.1": (0.08729, 0.02502),
    "r1_0.3": (2.588e-4, 6.395e-5),
    "r1_1": (1.485e-14, 8.873e-11),
    "r1_10": (0.2135, 44.92),
}


def test_every_row_has_a_reference() -> None:
    assert list(ROWS) == list(REFERENCE)


@pytest.mark.parametrize("together", [True, False], ids=["together", "in-turn"])
@pytest.mark.parametrize("name", REFERENCE)
def test_it_ends_where_the_yardstick_says(name: str, together: bool) -> None:
    played = play(ROWS[name], together=together)
    assert len(played.visited) == 301 and not played.diverged
    assert played.ratio == pytest.approx(REFERENCE[name][0 if together else 1], rel=0.01)


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
        ("nonsaturating", "ns", 0.0),
        ("wgan", "clip", 0.0),
        ("wgan_gp", "gp", 1.0),
        ("r1_0.3", "ns", 0.3),
        ("r1_10", "ns", 10.0),
    ],
)
def test_the_loop_agrees_with_the_closed_form(
    row: str, kind: str, weight: float, together: bool
) -> None:
    played = play(ROWS[row], together=together).ratio
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


def test_an_orbit_that_has_gone_too_far_ends_and_says_so() -> None:
    # psi is multiplied by 1 - h gamma = -9 at every step.
    played = play(ROWS["r1_10"], together=True, step=1.0, steps=200)
    assert played.diverged and 6 <= len(played.visited) - 1 <= 8
    assert played.distances[-2] <= FAR < played.distances[-1]


def test_a_shorter_trajectory_is_the_beginning_of_a_longer_one() -> None:
    long = play(ROWS["r1_0.3"], together=False, steps=20)
    short = play(ROWS["r1_0.3"], together=False, steps=8)
    assert long.first(8) == short and not short.diverged


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"step": 0.0}, "step size must be above 0 and at most 1, not 0"),
        ({"step": float("nan")}, "not nan"),
        ({"steps": 1001}, "from 1 to 1000, not 1001"),
        ({"start": (1.0, -3.5)}, "not at (1, -3.5)"),
        ({"start": (0.0, 0.0)}, "(0, 0) is the equilibrium"),
    ],
)
def test_values_out_of_bounds_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refused:
        play(ROWS["minimax"], together=True, **wrong)
    assert said in str(refused.value)


def test_a_row_is_found_by_its_name() -> None:
    assert row("r1_1").settings == {"objective": "nonsaturating", "r1": 1.0}
    assert row("wgan") == Row("wgan", "WGAN, clip 1", "wasserstein", clip=1.0)
    with pytest.raises(UserError, match=r"no row 'r2'. There are: minimax, "):
        row("r2")
