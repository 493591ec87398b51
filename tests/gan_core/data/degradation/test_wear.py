"""Wear: each fault does what it is called, and each picture gets one."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.degradation.wear import (
    CONTRAST,
    FAULTS,
    NOISE,
    Fault,
    Wear,
    blurry,
    flat,
    noisy,
    scratched,
)
from gan_core.data.spec import Pictures


def stream(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_noise_has_another_strength_in_each_picture() -> None:
    sigma = noisy(torch.zeros(200, 1, 32, 32), stream()).flatten(1).std(1)
    assert sigma.min() > NOISE[0] * 0.9 and sigma.max() < NOISE[1] * 1.1
    assert sigma.max() - sigma.min() > 0.4


def test_blur_spreads_a_point_alike_to_all_sides_and_loses_nothing() -> None:
    point = torch.zeros(4, 3, 21, 21)
    point[:, :, 10, 10] = 1
    soft = blurry(point, stream())
    assert torch.allclose(soft.sum((2, 3)), torch.ones(4, 3), atol=1e-5)
    assert torch.allclose(soft, soft.transpose(2, 3), atol=1e-6)
    assert torch.allclose(soft, soft.flip(2), atol=1e-6)
    assert (soft[:, :, 10, 10] < 0.9).all() and len(soft[:, 0, 10, 10].unique()) == 4


def test_blur_leaves_a_plain_picture_as_it_is() -> None:
    plain = torch.full((2, 1, 16, 16), 0.3)
    assert torch.allclose(blurry(plain, stream()), plain, atol=1e-6)


def test_low_contrast_keeps_the_picture_within_its_range() -> None:
    items = torch.rand(100, 1, 8, 8, generator=stream(1)) * 2 - 1
    faded = flat(items, stream())
    share = faded.flatten(1).std(1) / items.flatten(1).std(1)
    assert faded.abs().max() <= 1
    assert share.min() >= CONTRAST[0] - 1e-4 and share.max() <= CONTRAST[1] + 1e-4


def test_scratches_are_thin_and_black_or_white() -> None:
    items = torch.full((50, 3, 32, 32), 0.25)
    worn = scratched(items, stream())
    changed = (worn != items).any(1)
    assert set(worn[(worn != items)].tolist()) == {-1.0, 1.0}
    share = changed.flatten(1).float().mean(1)
    assert 0.02 < share.mean() < 0.4


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_alone_may_be_chosen(fault: Fault) -> None:
    items = torch.rand(6, 1, 16, 16, generator=stream(1)) * 2 - 1
    worn = Wear((fault,))(items, stream())
    assert worn.shape == items.shape and worn.abs().max() <= 1
    assert (worn != items).flatten(1).any(1).all()
    assert torch.equal(worn, Wear((fault,))(items, stream()))


def test_of_several_faults_each_picture_gets_one() -> None:
    items = torch.full((400, 1, 8, 8), 0.5)
    worn = Wear(("noise", "blur"))(items, stream())
    plain = (worn - items).abs().flatten(1).amax(1) < 1e-4  # a plain picture cannot be blurred
    assert 150 < int(plain.sum()) < 250


def test_its_sources_are_pictures_like_the_items() -> None:
    assert Wear().source(Pictures(1, 28, classes=("a", "b"))) == Pictures(1, 28)
