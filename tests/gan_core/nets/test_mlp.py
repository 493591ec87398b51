"""Fully connected G and D."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.nets.mlp import Discriminator, Generator
from gan_core.rng import seeded


def kinds(net: nn.Module) -> list[str]:
    return [type(layer).__name__ for layer in net.layers]


def test_batchnorm_starts_at_the_layer_asked_for() -> None:
    assert kinds(Generator(2, [3, 4], (1,), norm_from=1)) == [
        "Linear", "LeakyReLU", "Linear", "BatchNorm1d", "LeakyReLU", "Linear", "Tanh", "Unflatten",
    ]  # fmt: skip
    assert "BatchNorm1d" not in kinds(Generator(2, [3, 4], (1,)))


def test_shapes_follow_the_data() -> None:
    made = Generator(2, [3], (3, 4, 5))(torch.randn(6, 2))
    assert made.shape == (6, 3, 4, 5)
    assert Discriminator(60, [3, 2])(made).shape == (6,)


def test_the_label_is_ignored_and_samples_are_judged_one_by_one() -> None:
    d, x = Discriminator(4, [3]), torch.randn(5, 4)
    assert torch.equal(d(x), d(x, torch.arange(5)))
    torch.testing.assert_close(d(x)[2:3], d(x[2:3]))


def test_slope_zero_is_relu_and_d_leaks() -> None:
    assert Generator(1, [1], (1,)).layers[1].negative_slope == 0
    assert Discriminator(1, [1]).layers[2].negative_slope == 0.2


def test_spectral_norm_is_on_every_layer_of_d() -> None:
    d = seeded(1, lambda: Discriminator(6, [5, 4], norm="spectral"))
    for _ in range(100):
        d(torch.zeros(1, 6))
    linear = [layer for layer in d.layers if isinstance(layer, nn.Linear)]
    largest = [torch.linalg.matrix_norm(layer.weight, 2).item() for layer in linear]
    assert largest == pytest.approx([1, 1, 1], abs=1e-3)


@pytest.mark.parametrize(
    ("hidden", "wanted"),
    [([5], []), ([5, 4], [4]), ([5, 4, 3], [4, 3])],
    ids=["one", "two", "three"],
)
def test_batchnorm_in_d_is_in_every_hidden_layer_but_the_first(
    hidden: list[int], wanted: list[int]
) -> None:
    layers = list(Discriminator(6, hidden, norm="batch").layers)
    norms = [i for i, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm1d)]
    assert [layers[i].num_features for i in norms] == wanted
    assert all(isinstance(layers[i - 1], nn.Linear) for i in norms)
    assert all(isinstance(layers[i + 1], nn.LeakyReLU) for i in norms)
