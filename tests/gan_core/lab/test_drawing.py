"""What is drawn of a lab: D's field around its own middle, the grid of noise."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config
from gan_core.lab.drawing import BOX, CELLS, CURVE, LINES, Drawing, latent_grid

SMALL = {"g_width": 8, "d_width": 8, "depth": 1, "d_depth": 1, "batch": 16}


def bench(**changes: object) -> Bench:
    return Bench(lab_config({"changes": {**SMALL, **changes}}))


def last_layer(made: Bench) -> nn.Linear:
    layers = [m for m in made.game.net("D").modules() if isinstance(m, nn.Linear)]
    return layers[-1]


@pytest.mark.parametrize("objective", ["hinge", "wasserstein", "relativistic"])
def test_the_field_lies_around_its_middle_whatever_constant_d_adds(objective: str) -> None:
    made = bench(objective=objective, r1=0.1)
    for _ in range(5):
        made.round()
    made.train_only("G")
    made.round()
    before = Drawing(made).field()
    with torch.no_grad():
        last_layer(made).bias += 50.0
    after = Drawing(made).field()
    assert after.middle == pytest.approx(before.middle + 50, abs=1e-3)
    assert torch.allclose(after.values, before.values, atol=1e-2)


def test_the_first_row_of_the_field_is_at_the_bottom() -> None:
    made = bench(d_depth=0)
    layer = last_layer(made)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[0.0, 1.0]]))
        layer.bias.zero_()
    field = Drawing(made).field().values
    rows = torch.linspace(-BOX, BOX, 2 * CELLS + 1)[1::2].sigmoid()
    assert torch.allclose(field, rows[:, None].expand(CELLS, CELLS), atol=1e-6)


def test_cells_of_the_latent_grid_hold_equal_shares_of_z() -> None:
    grid = latent_grid(2)
    assert grid.shape == (LINES, LINES, 2) and latent_grid(1).shape == (1, CURVE, 1)
    assert torch.equal(latent_grid(5)[..., 2:], torch.zeros(LINES, LINES, 3))
    shares = torch.special.ndtr(grid[0, :, 0]).diff()
    assert torch.allclose(shares, shares[:1].expand_as(shares), atol=1e-5)
    assert torch.equal(grid[:, :, 0], grid[:, :, 1].T)


def test_a_uniform_prior_has_an_even_grid() -> None:
    grid = Drawing(bench(prior="uniform")).noise_grid()
    gaps = grid[0, :, 0].diff()
    assert float(grid.abs().max()) < 1 and torch.allclose(gaps, gaps[:1].expand_as(gaps), atol=1e-5)
