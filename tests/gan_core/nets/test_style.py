"""The style-based G: what w does in each layer, noise, mixing, the mean of w."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor

from gan_core.data.spec import Pictures
from gan_core.nets.style import Generator, Modulated, Noise, Styled, StyleShape, modulated_by_sample
from gan_core.rng import seeded

SPEC = Pictures(3, 32)
SHAPE = StyleShape(width=4, most=8, style=6, depth=2)


def stream(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def generator(mixing: float = 0.0, **changes: Any) -> Generator:
    shape = StyleShape(**{"width": 4, "most": 8, "style": 6, "depth": 2, **changes})
    return seeded(
        3, lambda: Generator(5, SPEC, shape, noise=stream(), mixing=mixing, stream=stream(1))
    )


def normal(*shape: int, seed: int = 2) -> Tensor:
    return torch.randn(*shape, generator=stream(seed))


@pytest.mark.parametrize("demodulate", [True, False])
@pytest.mark.parametrize("kernel", [1, 3])
def test_scaling_maps_is_the_same_sum_as_weights_for_each_sample(
    kernel: int, demodulate: bool
) -> None:
    layer = seeded(1, lambda: Modulated(5, 7, 6, kernel, demodulate=demodulate))
    x, w = normal(4, 5, 8, 8), normal(4, 6, seed=4)
    torch.testing.assert_close(layer(x, w), modulated_by_sample(layer, x, w))


def test_demodulated_maps_are_as_wide_as_what_goes_in_however_large_the_style() -> None:
    layer = seeded(1, lambda: Modulated(64, 32, 6))
    x = normal(2, 64, 16, 16)
    w = torch.stack([normal(6), 50 * normal(6, seed=5)])
    inner = layer(x, w)[:, :, 1:-1, 1:-1]  # at the edge some of the sum is missing
    torch.testing.assert_close(inner.std((1, 2, 3)), torch.ones(2), atol=0.1, rtol=0)


def test_adain_gives_every_map_the_mean_and_deviation_that_w_says() -> None:
    layer = seeded(1, lambda: Styled(4, 3, 8, StyleShape(style=6, form="adain"), stream()))
    w = normal(2, 6)
    maps = layer(normal(2, 4, 8, 8), w)
    gain, shift = layer.style(w).chunk(2, 1)
    torch.testing.assert_close(maps.mean((2, 3)), shift, atol=1e-4, rtol=0)
    torch.testing.assert_close(maps.std((2, 3), correction=0), (1 + gain).abs(), atol=1e-3, rtol=0)


def test_noise_is_new_in_training_still_afterwards_and_nothing_before_it_is_learned() -> None:
    noise = Noise(4, stream())
    x = normal(3, 2, 4, 4)
    assert torch.equal(noise(x), x)
    torch.nn.init.ones_(noise.strength)
    first, second = noise(x) - x, noise(x) - x
    assert not torch.allclose(first, second) and not torch.allclose(first[0], first[1])
    torch.testing.assert_close(first[:, 0], first[:, 1])
    still = noise.eval()(x) - x
    torch.testing.assert_close(still[0, 0], still[2, 1])
    assert torch.equal(noise(x), noise(x))


@pytest.mark.parametrize("form", ["demodulated", "adain"])
@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 36), (3, 64)])
def test_pictures_have_the_shape_of_the_spec(form: Any, channels: int, size: int) -> None:
    spec, shape = Pictures(channels, size), StyleShape(width=2, most=4, style=6, form=form)
    g = Generator(5, spec, shape, noise=stream(), mixing=0.5, stream=stream(1))
    assert g(normal(3, 5)).shape == (3, *spec.shape)


def test_the_length_of_z_does_not_matter() -> None:
    g, z = generator().eval(), normal(3, 5)
    torch.testing.assert_close(g(z), g(10 * z), atol=1e-4, rtol=1e-4)


def test_the_mean_of_w_is_followed_in_training_alone() -> None:
    g, z = generator(), normal(64, 5)
    g(z)
    torch.testing.assert_close(g.mean, 0.002 * g.map(z).detach().mean(0))
    before = g.mean.clone()
    g.eval()(z)
    assert torch.equal(g.mean, before)


def test_mixing_tells_only_later_layers_another_w_and_only_in_training() -> None:
    g, z = generator(mixing=1.0), normal(64, 5)
    own = g.map(z)[:, None]
    styles = g.styles(z)
    same = (styles == own).all(2)
    assert same[:, 0].all() and not same[:, -1].any()
    assert (same.long().diff(dim=1) <= 0).all()  # once told another, always the other
    assert {1, 2, 3, 4} <= set(same.sum(1).tolist())
    assert torch.equal(g.eval().styles(z), own.expand(-1, g.count, -1))


def test_a_share_of_pictures_is_mixed() -> None:
    g, z = generator(mixing=0.25), normal(2000, 5)
    mixed = (g.styles(z)[:, -1] != g.map(z)).any(1).float().mean().item()
    assert mixed == pytest.approx(0.25, abs=0.03)


def test_a_copy_draws_from_the_same_streams() -> None:
    g = generator(mixing=1.0)
    twin = copy.deepcopy(g)
    assert twin.stream is g.stream
    assert twin.synthesize.layers[0].noise.stream is g.synthesize.layers[0].noise.stream
