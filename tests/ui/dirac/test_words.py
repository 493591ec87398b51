"""The numbers in the Dirac-GAN's texts are those that the loop and the eigenvalues give."""

from __future__ import annotations

import math

import pytest

from gan_core.dirac.portrait import Local, eigenvalues
from gan_core.dirac.rows import ROWS, play
from ui.dirac.words import QUESTIONS, WHY


def local(name: str, step: float = 0.2, together: bool = True) -> Local:
    found = eigenvalues(ROWS[name], step, together)
    assert found is not None
    return found


def test_every_row_is_explained() -> None:
    assert list(WHY) == list(ROWS)


def test_nonsaturating_circles_where_the_drift_outwards_wins() -> None:
    # From outside and from inside it ends at the same distance, about the root of 2 h.
    for start in ((1.0, 1.0), (0.2, 0.2)):
        last = play(ROWS["nonsaturating"], together=True, steps=1000, start=start).distances[-60:]
        assert sum(last) / len(last) == pytest.approx(math.sqrt(2 * 0.2), rel=0.03)


def test_a_gradient_penalty_keeps_ds_slope_near_1() -> None:
    slopes = [abs(psi) for _, psi in play(ROWS["wgan_gp"], together=False).visited[100:]]
    assert 0.5 < sum(slopes) / len(slopes) < 1.3


def test_r1_of_10_creeps_and_jumps() -> None:
    slow, fast = sorted(local("r1_10").motion, key=abs)
    assert (slow.real, fast.real) == pytest.approx((-0.025, -9.97), rel=0.005)
    assert 1 + 0.2 * fast.real == pytest.approx(-0.995, abs=5e-4)
    assert local("r1_10", together=False).modulus == pytest.approx(1.005, abs=5e-4)
    assert local("r1_10", 0.1).behaviour == local("r1_10", 0.1, False).behaviour == "straight_in"


def test_the_answers_numbers() -> None:
    smaller, order, stronger = (one.choice for one in QUESTIONS)
    played = play(smaller.row, together=smaller.together, step=smaller.step, steps=smaller.steps)
    assert played.ratio == pytest.approx(1.6, abs=0.01)
    assert played.distances == sorted(played.distances)
    assert local("minimax", 0.1).modulus == pytest.approx(math.sqrt(1 + 0.1**2 / 4))
    swings = play(order.row, together=order.together).distances
    assert swings[-1] / swings[0] == pytest.approx(1.03, abs=0.005)
    assert min(swings) / swings[0] > 0.9 and max(swings) / swings[0] < 1.1
    assert play(ROWS["r1_10"], together=True).ratio == pytest.approx(0.21, abs=0.005)
    assert play(stronger.row, together=stronger.together).ratio == pytest.approx(45, abs=0.5)
    assert play(ROWS["r1_1"], together=True).ratio == pytest.approx(1.5e-14, rel=0.02)
