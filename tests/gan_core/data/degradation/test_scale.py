"""Shrinking: an antialiased picture of a fourth of the side, where the side allows it."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.degradation.scale import Shrinking
from gan_core.data.spec import Pictures
from gan_core.errors import UserError

STREAM = torch.Generator()


def test_each_pixel_stands_for_those_that_it_replaces() -> None:
    stripes = (torch.arange(32) % 2).float().mul(2).sub(1).expand(1, 1, 32, 32)
    small = Shrinking(4)(stripes, STREAM)
    assert small.shape == (1, 1, 8, 8) and small.abs().max() < 0.1  # not one of the stripes


def test_a_ramp_stays_a_ramp_and_in_range() -> None:
    ramp = torch.linspace(-1, 1, 64).expand(1, 3, 64, 64)
    small = Shrinking(4)(ramp, STREAM)
    wanted = ramp.reshape(1, 3, 16, 4, 16, 4).mean((3, 5))
    assert (small - wanted)[..., 2:-2].abs().max() < 1e-3 and small.abs().max() <= 1


def test_its_sources_are_smaller_pictures() -> None:
    assert Shrinking(4).source(Pictures(3, 64, classes=("a", "b"))) == Pictures(3, 16)
    assert Shrinking(2).source(Pictures(1, 28)) == Pictures(1, 14)


@pytest.mark.parametrize(("size", "factor"), [(30, 4), (8, 4), (29, 2)])
def test_a_side_that_cannot_be_divided_is_refused(size: int, factor: int) -> None:
    with pytest.raises(UserError, match=f"cannot be shrunk {factor} times"):
        Shrinking(factor).source(Pictures(1, size))
