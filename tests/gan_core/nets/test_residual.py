"""Residual G and D: blocks that start as nothing, signals of a sane size, no normalisation."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.spec import Pictures, Spec
from gan_core.data.synthetic import blobs
from gan_core.nets.residual import HE, Discriminator, Generator, Residual, scaled, sizes, twice
from gan_core.rng import seeded

SPECS = [Pictures(1, 28), Pictures(3, 32), Pictures(1, 64)]
every_size = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.channels}x{spec.size}")
odd_size = pytest.mark.parametrize("size", [7, 8, 12, 25, 48])
LATENT = 16


def stream() -> torch.Generator:
    return torch.Generator().manual_seed(4)


def g_of(spec: Spec, width: int = 4) -> Generator:
    return seeded(1, lambda: Generator(LATENT, width, spec))


def d_of(spec: Spec, width: int = 4) -> Discriminator:
    return seeded(2, lambda: Discriminator(spec, width))


def latents(count: int = 32) -> Tensor:
    return torch.randn(count, LATENT, generator=stream())


def pictures(spec: Spec, count: int = 32) -> Tensor:
    return blobs(spec.channels, spec.size, count).items.float() / 127.5 - 1


@pytest.mark.parametrize("blocks", [1, 2, 4])
def test_a_new_block_changes_nothing_but_can_learn(blocks: int) -> None:
    block = seeded(1, lambda: Residual(3, blocks))
    x = torch.randn(2, 3, 5, 5, generator=stream())
    assert torch.equal(block(x), x)
    grads = torch.autograd.grad(block(x).square().sum(), list(block.parameters()))
    assert grads[-1].norm() > 0  # the zero layer moves first, then all others
    with torch.no_grad():
        block.layers[-1].weight.add_(0.1)
    grads = torch.autograd.grad(block(x).square().sum(), list(block.parameters()))
    assert all(grad.norm() > 0 for grad in grads)
    assert block(x).shape == x.shape


@every_size
def test_the_networks_start_as_if_they_had_no_blocks(spec: Spec) -> None:
    g, d = g_of(spec), d_of(spec)
    made, logit = g(latents()), d(pictures(spec)).logit
    for net in (g, d):
        parents = [m for m in net.modules() if isinstance(m, nn.Sequential)]
        for parent in parents:
            for index, child in enumerate(parent):
                if isinstance(child, Residual):
                    parent[index] = nn.Identity()
    assert torch.equal(g(latents()), made) and torch.equal(d(pictures(spec)).logit, logit)


@every_size
def test_shapes_and_range_follow_the_data(spec: Spec) -> None:
    made = g_of(spec)(latents(3), torch.zeros(3))
    assert made.shape == (3, *spec.shape) and made.abs().max() <= 1
    verdict = d_of(spec)(made)
    assert verdict.logit.shape == (3,) and verdict.features.shape[0] == 3
    assert verdict.features.ndim == 2 and verdict.classes is None


@odd_size
def test_every_other_size_works_too(size: int) -> None:
    spec = Pictures(2, size)
    made = g_of(spec, 1)(latents(2))
    assert made.shape == (2, 2, size, size) and d_of(spec, 1)(made).logit.shape == (2,)


@every_size
def test_signals_start_with_a_size_of_order_one(spec: Spec) -> None:
    g, d = g_of(spec, 16), d_of(spec, 12)
    before_tanh = g.layers[:-1](latents())
    assert 0.3 < before_tanh.square().mean().sqrt() < 2
    for x in (pictures(spec), g(latents())):
        assert d(x).logit.std() > 0.05 and d(x).logit.square().mean().sqrt() < 3
        assert 0.1 < d(x).features.square().mean().sqrt() < 3


@every_size
def test_g_tells_latents_apart_and_the_gradient_reaches_z(spec: Spec) -> None:
    g, d, z = g_of(spec), d_of(spec), latents(8).requires_grad_()
    made = g(z)
    assert made.flatten(1).var(0).mean() > 0.01
    (grad,) = torch.autograd.grad(d(made).logit.sum(), z)
    assert (grad.norm(dim=1) > 1e-4).all() and grad.isfinite().all()


@every_size
def test_no_normalisation_anywhere_and_samples_are_judged_one_by_one(spec: Spec) -> None:
    g, d, x = g_of(spec), d_of(spec), pictures(spec, 4)
    names = {type(m).__name__ for net in (g, d) for m in net.modules()}
    assert not [name for name in names if "Norm" in name or "Dropout" in name]
    torch.testing.assert_close(d(x).logit[1:2], d(x[1:2]).logit)
    torch.testing.assert_close(g(latents(4))[1:2], g(latents(4)[1:2]))


@pytest.mark.parametrize(
    ("size", "wanted"),
    [(28, (7, [8, 4])), (32, (8, [8, 4])), (64, (8, [16, 8, 4])), (7, (7, [4])), (12, (6, [4]))],
)
def test_channels_double_where_the_side_halves(size: int, wanted: tuple[int, list[int]]) -> None:
    assert sizes(Pictures(1, size), 4) == wanted


def test_d_mirrors_g() -> None:
    def channels(net: nn.Module) -> list[int]:
        return [m.layers[0].in_channels for m in net.modules() if isinstance(m, Residual)]

    spec = Pictures(1, 64)
    assert channels(g_of(spec)) == [16, 8, 4]
    assert channels(d_of(spec)) == [4, 8, 16]


@pytest.mark.parametrize("gain", [1.0, HE, 0.5])
def test_weights_keep_the_variance_times_the_gain_squared(gain: float) -> None:
    layer = seeded(1, lambda: scaled(nn.Conv2d(64, 64, 3), gain))
    out = layer(torch.randn(8, 64, 8, 8, generator=stream()))
    assert out.var().item() == pytest.approx(gain**2, rel=0.1)
    assert not layer.bias.any()


def test_he_gain_makes_up_for_the_leaky_relu() -> None:
    x = HE * torch.randn(100_000, generator=stream())
    leaked = nn.functional.leaky_relu(x, 0.2)
    assert leaked.square().mean().item() == pytest.approx(1, rel=0.02)


def test_deeper_networks_start_their_blocks_smaller() -> None:
    def norms(blocks: int) -> list[float]:
        layers = seeded(1, lambda: Residual(16, blocks)).layers
        return [layers[i].weight.std().item() for i in (0, 2)]

    shallow, deep = norms(1), norms(16)
    assert [b / a for a, b in zip(shallow, deep, strict=True)] == pytest.approx([0.5, 0.5])


def test_twice_doubles_and_keeps_an_even_picture_even() -> None:
    assert torch.equal(twice()(torch.full((1, 2, 3, 3), 0.7)), torch.full((1, 2, 6, 6), 0.7))
