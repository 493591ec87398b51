"""Networks of two stages: shapes at every size, and conditioning augmentation."""

from __future__ import annotations

import pytest
import torch

from gan_core.nets.layers import Norm
from gan_core.nets.stack import Conditioning, Refiner, Sketcher, TextCritic, widths

TEXTS, TOLD = torch.randn(3, 8, generator=torch.Generator().manual_seed(1)), 5


def told(fixed: bool = False) -> Conditioning:
    return Conditioning(8, TOLD, fixed=fixed)


def test_the_condition_is_the_mean_and_as_much_noise_as_the_text_says() -> None:
    net = told()
    still, how = net(TEXTS, torch.zeros(3, TOLD))
    assert torch.equal(still, how["mean"])
    moved, _ = net(TEXTS, torch.ones(3, TOLD))
    assert torch.allclose((moved - still).log() * 2, how["log variance"], atol=1e-5)
    assert net.draws == TOLD


def test_without_augmentation_the_condition_follows_from_the_text_alone() -> None:
    net = told(fixed=True)
    condition, how = net(TEXTS, torch.zeros(3, 0))
    assert net.draws == 0 and how == {} and condition.shape == (3, TOLD)


@pytest.mark.parametrize(("side", "factor"), [(16, 2), (16, 4), (28, 2), (28, 4), (32, 2), (64, 4)])
def test_a_sketch_becomes_a_picture_of_the_whole_size(side: int, factor: int) -> None:
    small, whole = (3, side // factor, side // factor), (3, side, side)
    sketcher = Sketcher(4, told(), small, 2)
    refiner = Refiner(told(), whole, 2, factor=factor, blocks=1, change=True)
    noise = torch.randn(3, TOLD)
    sketch = sketcher(torch.randn(3, 4), TEXTS, noise)
    assert sketch.x.shape == (3, *small) and set(sketch.of) == {"mean", "log variance"}
    picture = refiner(sketch.x, TEXTS, noise)
    assert picture.x.shape == (3, *whole) and picture.x.abs().max() <= 1
    for shape in (small, whole):
        verdict = TextCritic(8, shape, 2, numbers=3, norm="batch")(torch.randn(3, *shape), TEXTS)
        assert verdict.logit.shape == (3,)


@pytest.mark.parametrize("norm", ["none", "batch", "spectral"])
def test_a_critic_hears_the_text(norm: Norm) -> None:
    critic = TextCritic(8, (1, 16, 16), 4, numbers=3, norm=norm).eval()
    x = torch.randn(1, 1, 16, 16).expand(3, -1, -1, -1)
    assert len(critic(x, TEXTS).logit.unique()) == 3


def test_maps_are_halved_until_they_are_small_or_odd() -> None:
    assert widths(16, 8) == [8, 16, 32]
    assert widths(32, 8) == [8, 16, 32, 64]
    assert widths(28, 8) == [8, 16, 32]
    assert widths(7, 8) == [8]
