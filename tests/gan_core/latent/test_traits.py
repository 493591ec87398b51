"""Traits of drawn pictures whose right values are known."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gan_core.latent import traits


def drawn(shape: tuple[int, int], rows: slice, columns: slice, channels: int = 1) -> Tensor:
    picture = torch.full((1, channels, *shape), -1.0)
    picture[:, :, rows, columns] = 1.0
    return picture


BAR = drawn((28, 28), slice(4, 24), slice(12, 16))
"""20 pixels high, 4 wide."""


def test_ink_is_the_share_of_the_picture_that_is_not_background_whatever_that_is() -> None:
    for picture in (BAR, -BAR):
        assert float(traits.amount(picture)) == pytest.approx(80 / 784)


def test_width_and_height_are_deviations_of_a_uniform_bar() -> None:
    assert float(traits.width(BAR)) == pytest.approx(((4**2 - 1) / 12) ** 0.5, rel=1e-4)
    assert float(traits.height(BAR)) == pytest.approx(((20**2 - 1) / 12) ** 0.5, rel=1e-4)


def test_a_wider_stroke_is_thicker_and_a_longer_one_hardly() -> None:
    long, wide = (drawn((28, 28), slice(2, 26), slice(12, 12 + w)) for w in (4, 8))
    assert float(traits.thickness(wide)) == pytest.approx(2 * 24 * 8 / (2 * (24 + 8)), rel=0.05)
    assert float(traits.thickness(long)) == pytest.approx(float(traits.thickness(BAR)), rel=0.1)


def test_a_corner_does_not_make_a_stroke_thicker() -> None:
    corner = torch.maximum(BAR, drawn((28, 28), slice(20, 24), slice(12, 28)))
    assert float(traits.thickness(corner)) == pytest.approx(float(traits.thickness(BAR)), rel=0.1)


def test_a_stroke_that_leans_right_has_a_positive_slant_and_its_mirror_the_opposite() -> None:
    picture = torch.full((1, 1, 28, 28), -1.0)
    for step in range(16):
        picture[0, 0, 20 - step, 6 + step] = 1.0
    assert float(traits.slant(picture)) == pytest.approx(1, rel=1e-4)
    assert float(traits.slant(picture.flip(3))) == pytest.approx(-1, rel=1e-4)
    assert float(traits.slant(BAR)) == pytest.approx(0, abs=1e-4)


def test_only_colours_are_colourful() -> None:
    grey = BAR.expand(-1, 3, -1, -1)
    red = grey.clone()
    red[:, 1:] = -1.0
    assert float(traits.colourfulness(grey)) == 0 < float(traits.colourfulness(red))
    assert "colourfulness" not in traits.traits_of(1) and "colourfulness" in traits.traits_of(3)


def test_a_blank_picture_has_numbers_too() -> None:
    blank = torch.zeros(2, 3, 28, 28)
    assert all(one(blank).isfinite().all() for one in traits.traits_of(3).values())
