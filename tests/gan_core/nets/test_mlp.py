"""Fully connected G and D."""

from __future__ import annotations

import torch
from torch import nn

from gan_core.nets.mlp import Discriminator, Generator


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
