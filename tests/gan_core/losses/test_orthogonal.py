from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from gan_core.losses.orthogonal import orthogonal


def layer(weights: list[list[float]]) -> nn.Linear:
    one = nn.Linear(len(weights[0]), len(weights), bias=False)
    with torch.no_grad():
        one.weight.copy_(torch.tensor(weights))
    return one


def test_rows_that_are_apart_cost_nothing_however_long() -> None:
    assert float(orthogonal(layer([[3.0, 0.0], [0.0, 0.5]]), 1.0).detach()) == 0


def test_it_is_the_sum_of_squares_beside_the_diagonal() -> None:
    # W W^T = [[5, 4], [4, 5]]: 2 * 4^2, and twice that for two layers.
    net = nn.Sequential(layer([[1.0, 2.0], [2.0, 1.0]]), nn.ReLU(), layer([[1.0, 2.0], [2.0, 1.0]]))
    assert float(orthogonal(net, 0.5).detach()) == pytest.approx(32.0)


def test_it_sees_the_weights_before_spectral_norm_and_no_embedding() -> None:
    net = nn.Sequential(spectral_norm(layer([[1.0, 2.0], [2.0, 1.0]])), nn.Embedding(3, 4))
    before = net[0].parametrizations.weight[0]._u.clone()
    term = orthogonal(net, 1.0)
    assert float(term.detach()) == pytest.approx(32.0)
    term.backward()
    assert net[0].parametrizations.weight.original.grad.abs().sum() > 0
    assert torch.equal(before, net[0].parametrizations.weight[0]._u), "its norm was taken anew"


def test_a_step_down_turns_the_rows_apart() -> None:
    one = layer([[1.0, 0.4], [0.4, 1.0]])
    net = nn.Sequential(one)
    optimizer = torch.optim.SGD(net.parameters(), 0.05)
    for _ in range(100):
        optimizer.zero_grad()
        orthogonal(net, 1.0).backward()
        optimizer.step()
    first, second = one.weight.detach()
    assert abs(float(first @ second)) < 0.01
