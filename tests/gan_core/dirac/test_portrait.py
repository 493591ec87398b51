"""The Dirac-GAN's field and eigenvalues, by autograd, against the paper's closed forms."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from gan_core.dirac.portrait import (
    BEHAVIOURS,
    behaviour,
    eigenvalues,
    half_life,
    jacobian,
    update_matrix,
    vector_field,
)
from gan_core.dirac.rows import ROWS, Row, play

AXIS = torch.linspace(-2, 2, 9, dtype=torch.float64)
PSI, THETA = torch.meshgrid(AXIS, AXIS, indexing="ij")


def closed_form(row: Row) -> Tensor:
    """(-dL_G/dtheta, -dL_D/dpsi), worked out by hand with f(t) = -log(1 + e^-t)."""
    if row.objective == "wasserstein":
        g, d = -PSI, THETA
    else:
        d = THETA * torch.sigmoid(-PSI * THETA)
        sign = -1 if row.objective == "minimax" else 1
        g = -PSI * torch.sigmoid(sign * PSI * THETA)
    d = d - row.r1 * PSI - row.gp * (PSI.abs() - 1) * PSI.sign()
    return torch.stack([g, d], -1)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_field_is_the_closed_form(row: Row) -> None:
    field = vector_field(row, THETA, PSI)
    assert field.dtype == torch.float64 and field.shape == (9, 9, 2)
    torch.testing.assert_close(field, closed_form(row), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ["minimax", "nonsaturating", "wgan_gp", "r1_0.3"])
def test_a_step_together_goes_along_the_field(name: str) -> None:
    start, row = (0.7, -1.2), ROWS[name]
    (_, after) = play(row, together=True, step=0.05, steps=1, start=start).visited
    place = torch.tensor(start, dtype=torch.float64)
    moved = place + 0.05 * vector_field(row, place[0], place[1])
    assert after == pytest.approx(tuple(moved.tolist()), abs=1e-14)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.smooth])
def test_the_jacobian_at_the_equilibrium_is_the_papers(name: str) -> None:
    # The paper's sections 2 and 3: f'(0) = 1/2 for the logistic loss, 1 for WGAN.
    row, found = ROWS[name], jacobian(ROWS[name])
    slope = 1.0 if row.objective == "wasserstein" else 0.5
    wanted = torch.tensor([[0.0, -slope], [slope, -row.r1]], dtype=torch.float64)
    assert found is not None
    torch.testing.assert_close(found, wanted, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("gamma", [0.1, 0.3, 10.0])
def test_the_eigenvalues_are_the_papers(gamma: float) -> None:
    local = eigenvalues(ROWS[f"r1_{gamma:g}"], 0.2, together=True)
    assert local is not None
    root = complex(gamma**2 / 4 - 1 / 4) ** 0.5
    wanted = sorted((-gamma / 2 + root, -gamma / 2 - root), key=lambda c: (c.real, c.imag))
    found = sorted(local.motion, key=lambda c: (round(c.real, 9), c.imag))
    assert found == pytest.approx(wanted, abs=1e-12)


def test_gamma_1_damps_critically() -> None:
    local = eigenvalues(ROWS["r1_1"], 0.2, together=True)
    assert local is not None
    assert local.motion == pytest.approx((-0.5, -0.5), abs=1e-7)


def test_where_it_is_not_smooth_there_are_no_eigenvalues() -> None:
    assert jacobian(ROWS["wgan_gp"]) is None
    assert eigenvalues(ROWS["wgan_gp"], 0.2, together=True) is None


LOCAL = {
    ("minimax", True): ("spirals_out", math.sqrt(1.01)),
    ("minimax", False): ("circles", 1.0),
    ("nonsaturating", True): ("spirals_out", math.sqrt(1.01)),
    ("nonsaturating", False): ("circles", 1.0),
    ("wgan", True): ("spirals_out", math.sqrt(1.04)),
    ("wgan", False): ("circles", 1.0),
    ("r1_0.3", True): ("spirals_in", math.sqrt(0.95)),
    ("r1_1", True): ("straight_in", 0.9),
    ("r1_10", True): ("zigzags_in", math.sqrt(0.99)),
    ("r1_10", False): ("zigzags_out", (0.01 + math.sqrt(4.0001)) / 2),
}


@pytest.mark.parametrize(("name", "together"), LOCAL)
def test_each_row_behaves_as_its_update_says(name: str, together: bool) -> None:
    local = eigenvalues(ROWS[name], 0.2, together)
    assert local is not None
    word, modulus = LOCAL[name, together]
    assert local.behaviour == word in BEHAVIOURS
    assert local.modulus == pytest.approx(modulus, abs=1e-9)


@pytest.mark.parametrize("together", [True, False], ids=["together", "in-turn"])
@pytest.mark.parametrize("name", ["minimax", "r1_0.1", "r1_10"])
def test_near_the_equilibrium_the_loop_does_what_the_matrix_says(name: str, together: bool) -> None:
    motion, start = jacobian(ROWS[name]), (1e-5, 2e-5)
    assert motion is not None
    step = update_matrix(motion, 0.3, together)
    wanted = torch.linalg.matrix_power(step, 5) @ torch.tensor(start, dtype=torch.float64)
    (*_, last) = play(ROWS[name], together=together, step=0.3, steps=5, start=start).visited
    assert last == pytest.approx(tuple(wanted.tolist()), rel=1e-6)


@pytest.mark.parametrize(
    ("update", "word"),
    [
        ((0.5 + 0j, 0.9 + 0j), "straight_in"),
        ((1.1 + 0j, 0.9 + 0j), "straight_out"),
        ((-0.9 + 0j, 0.9 + 0j), "zigzags_in"),
        ((-1.2 + 0j, 0.9 + 0j), "zigzags_out"),
        ((0.6 + 0.8j, 0.6 - 0.8j), "circles"),
        ((0.6 + 0.7j, 0.6 - 0.7j), "spirals_in"),
        ((0.7 + 0.8j, 0.7 - 0.8j), "spirals_out"),
        ((0.9 + 1e-8j, 0.9 - 1e-8j), "straight_in"),
    ],
)
def test_eigenvalues_have_a_word(update: tuple[complex, complex], word: str) -> None:
    assert behaviour(update) == word


def test_half_life() -> None:
    assert half_life(0.5) == pytest.approx(1.0)
    assert half_life(math.sqrt(0.5)) == pytest.approx(2.0)
    assert half_life(1.0) is half_life(1.01) is None
