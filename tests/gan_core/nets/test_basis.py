"""G and D of R3GAN's released code: maps times numbers, filtered steps, blocks at every size."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, conv_transpose2d

from gan_core.data.spec import Pictures
from gan_core.nets.basis import Basis, Discriminator, Generator, doubled, halved
from gan_core.nets.residual import Residual
from gan_core.rng import seeded

SPECS = [Pictures(1, 28), Pictures(3, 32), Pictures(1, 64), Pictures(2, 7)]
every_size = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.channels}x{spec.size}")
LATENT = 8


def normal(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(4))


def g_of(spec: Pictures, blocks: int = 1) -> Generator:
    return seeded(1, lambda: Generator(LATENT, 4, spec, blocks))


def d_of(spec: Pictures, blocks: int = 1) -> Discriminator:
    return seeded(2, lambda: Discriminator(spec, 4, blocks))


def test_a_basis_is_its_maps_times_numbers_that_are_linear_in_z() -> None:
    basis, z = seeded(1, lambda: Basis(LATENT, 3, 5)), normal(2, LATENT)
    made = basis(z)
    numbers = z @ basis.numbers.weight.T
    for picture, row in zip(made, numbers, strict=True):
        torch.testing.assert_close(picture, row[:, None, None] * basis.maps)
    assert basis.maps.std().item() == pytest.approx(1, rel=0.3)


@pytest.mark.parametrize("side", [2, 7, 14])
def test_steps_go_through_the_filter_1_3_3_1_with_zeros_beyond_the_edge(side: int) -> None:
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    kernel, x = torch.outer(taps, taps)[None, None], normal(6, 1, 2 * side, 2 * side)
    torch.testing.assert_close(halved()(x), conv2d(x, kernel, stride=2, padding=1))
    torch.testing.assert_close(doubled()(x), conv_transpose2d(x, 4 * kernel, stride=2, padding=1))


@every_size
@pytest.mark.parametrize("blocks", [1, 3])
def test_shapes_follow_the_data_and_every_size_has_its_blocks(spec: Pictures, blocks: int) -> None:
    g, d = g_of(spec, blocks), d_of(spec, blocks)
    made = g(normal(3, LATENT), torch.zeros(3))
    assert made.shape == (3, *spec.shape)
    said = d(made)
    assert said.logit.shape == (3,) and said.features.shape == (3, 4) and said.classes is None
    sizes = {7: 1, 28: 3, 32: 3, 64: 4}[spec.size]
    for net in (g, d):
        assert sum(isinstance(m, Residual) for m in net.modules()) == sizes * blocks


@every_size
def test_nothing_bounds_g_and_signals_start_with_a_size_of_order_one(spec: Pictures) -> None:
    g, d = (
        seeded(1, lambda: Generator(LATENT, 16, spec, 2)),
        seeded(2, lambda: Discriminator(spec, 16, 2)),
    )
    made = g(normal(32, LATENT))
    assert 0.2 < made.square().mean().sqrt() < 2
    torch.testing.assert_close(g(10 * normal(32, LATENT)), 10 * made)  # the blocks begin as nothing
    assert d(made.clamp(-1, 1)).logit.isfinite().all() and d(made).logit.std() > 1e-3


def test_only_what_comes_before_a_leaky_relu_has_a_bias() -> None:
    for net in (g_of(SPECS[0]), d_of(SPECS[0])):
        biased = {name for name, m in net.named_modules() if getattr(m, "bias", None) is not None}
        inside = {
            f"{name}.layers.{index}"
            for name, m in net.named_modules()
            if isinstance(m, Residual)
            for index in (0, 2)
        }
        assert biased == inside
        assert not [m for m in net.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
