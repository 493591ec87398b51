"""Spectral norm in few operations: torch's numbers, names and gradients."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm as torchs

from gan_core.nets.spectral import Spectral, spectral_norm
from gan_core.rng import seeded

LAYERS = {
    "conv": (lambda: nn.Conv2d(3, 8, 4), (6, 3, 9, 9)),
    "linear": (lambda: nn.Linear(20, 5), (6, 20)),
}


def pair(name: str) -> tuple[nn.Module, nn.Module, Tensor]:
    make, shape = LAYERS[name]
    ours = seeded(3, lambda: spectral_norm(make()))
    theirs = seeded(3, lambda: torchs(make()))
    return ours, theirs, torch.randn(shape, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("name", LAYERS)
def test_it_begins_with_torchs_state_under_torchs_names(name: str) -> None:
    ours, theirs, _ = pair(name)
    wanted = theirs.state_dict()
    assert list(ours.state_dict()) == list(wanted)
    for key, value in ours.state_dict().items():
        torch.testing.assert_close(value, wanted[key])


@pytest.mark.parametrize("name", LAYERS)
def test_passes_and_gradients_are_torchs_over_several_updates(name: str) -> None:
    ours, theirs, x = pair(name)
    for _ in range(3):
        grads = []
        for net in (ours, theirs):
            out = net(x).square().sum()
            weight = net.parametrizations.weight.original
            (grad,) = torch.autograd.grad(out, weight)
            with torch.no_grad():
                weight -= 0.01 * grad
            grads.append(grad)
        torch.testing.assert_close(grads[0], grads[1], rtol=1e-4, atol=1e-3)
    torch.testing.assert_close(ours(x), theirs(x), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(ours.eval()(x), theirs.eval()(x), rtol=1e-4, atol=1e-4)


def test_looking_in_evaluation_mode_moves_nothing() -> None:
    ours, _, x = pair("conv")
    before = deepcopy(ours.state_dict())
    ours.eval()(x)
    assert all(torch.equal(value, before[key]) for key, value in ours.state_dict().items())
    ours.train()(x)
    moved = [key for key, value in ours.state_dict().items() if not torch.equal(value, before[key])]
    assert moved == ["parametrizations.weight.0._u", "parametrizations.weight.0._v"]


def test_the_largest_singular_value_becomes_one() -> None:
    weight = torch.randn(4, 30, generator=torch.Generator().manual_seed(1))
    divide = seeded(1, lambda: Spectral(weight))
    for _ in range(50):
        divided = divide(weight)
    assert torch.linalg.matrix_norm(divided, 2).item() == pytest.approx(1, abs=1e-4)


def test_two_passes_before_one_gradient_keep_their_own_numbers() -> None:
    ours, _, x = pair("linear")
    alone = deepcopy(ours)
    first, second = ours(x), ours(2 * x)
    (grad,) = torch.autograd.grad((first + second).sum(), ours.parametrizations.weight.original)
    parts = []
    for scale in (1, 2):
        weight = alone.parametrizations.weight.original
        parts.append(torch.autograd.grad(alone(scale * x).sum(), weight)[0])
    torch.testing.assert_close(grad, parts[0] + parts[1])


def test_a_penalty_on_ds_slope_reaches_the_weights() -> None:
    grads = []
    for make in (spectral_norm, torchs):
        d = seeded(
            5, lambda make=make: nn.Sequential(make(nn.Linear(4, 6)), nn.Tanh(), nn.Linear(6, 1))
        )
        x = torch.linspace(-1, 1, 12).view(3, 4).requires_grad_()
        (slope,) = torch.autograd.grad(d(x).sum(), x, create_graph=True)
        weight = d[0].parametrizations.weight.original
        grads.append(torch.autograd.grad(slope.square().sum(), weight)[0])
    torch.testing.assert_close(grads[0], grads[1], rtol=1e-4, atol=1e-5)
