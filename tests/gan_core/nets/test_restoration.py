"""The residual G: sizes, that it begins with what it was shown, and the paper's form."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.degradation.scale import Shrinking
from gan_core.nets.restoration import Restorer


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_pictures_become_factor_times_larger(factor: int) -> None:
    net = Restorer(3, 3, width=4, blocks=1, factor=factor)
    assert net(torch.zeros(2, 3, 8, 8)).shape == (2, 3, 8 * factor, 8 * factor)


def test_where_it_says_the_change_it_says_none_at_first() -> None:
    pictures = torch.rand(2, 1, 8, 8) * 2 - 1
    assert torch.equal(Restorer(1, 1, width=4, blocks=1)(pictures), pictures)


def test_enlarged_it_begins_near_the_large_picture() -> None:
    ramp = torch.linspace(-1, 1, 32).expand(1, 1, 32, 32)
    small = Shrinking(4)(ramp, torch.Generator())
    large = Restorer(1, 1, width=4, blocks=1, factor=4)(small)
    assert (large - ramp)[..., 6:-6].abs().max() < 0.02


def test_else_it_says_all_of_it() -> None:
    net = Restorer(1, 1, width=4, blocks=1, change=False)
    with torch.no_grad():
        net.last.weight.zero_()
        net.last.bias.fill_(0.25)  # type: ignore[union-attr]
    assert (net(torch.rand(1, 1, 8, 8)) == 0.25).all()
