"""Path lengths: known for a G that is linear in its styles; their mean is remembered."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.base import Batch
from gan_core.game import Game, Turn, maker
from gan_core.losses.path_length import MEMORY, lengths, path_length
from gan_core.rng import Rng


class Scaled(nn.Module):
    """One style of one number, and a picture that is this number everywhere, `factor` times."""

    latent = 1

    def __init__(self, factor: float, side: int) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor))
        self.side = side

    def styles(self, z: Tensor) -> Tensor:
        return z[:, None].requires_grad_()

    def synthesize(self, styles: Tensor) -> Tensor:
        return self.factor * styles[:, :, :, None].expand(-1, -1, self.side, self.side)


def turn(factor: float = 3.0, side: int = 8, count: int = 4000) -> Turn:
    game = Game({"G": maker(Scaled(factor, side))}, Rng(1), {MEMORY: 0.0})
    return Turn(game, Batch(torch.zeros(count, 1, side, side)))


def test_a_pictures_length_is_how_far_it_moves_where_the_style_moves_by_one() -> None:
    now = turn()
    g = now.net("G")
    styles = g.styles(torch.zeros(4000, 1))
    found = lengths(g.synthesize(styles), styles, now)
    # J^T y = factor * sum(y) / side with sum(y) ~ N(0, side^2): |N(0, factor^2)|.
    assert found.mean().item() == pytest.approx(3 * math.sqrt(2 / math.pi), rel=0.05)


def test_the_mean_is_followed_and_half_of_the_batch_is_enough() -> None:
    now = turn()
    terms = path_length(2.0)(now)
    length = now.readings["path length"].item()
    assert now.game.memory[MEMORY] == pytest.approx(0.01 * length)
    assert terms["path"].shape == (2000,)


def test_its_gradient_draws_lengths_to_the_mean() -> None:
    now = turn()
    now.game.memory[MEMORY] = 100.0
    loss = path_length(1.0)(now)["path"].mean()
    (grad,) = torch.autograd.grad(loss, [now.net("G").factor])
    assert grad < 0  # a larger factor: longer paths
