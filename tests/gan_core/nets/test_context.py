"""A filler keeps what is known to the bit; D's window lies where most is unknown."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.degradation.holes import UNKNOWN, presence
from gan_core.nets.context import ContextDiscriminator, Filler, Views, _places


class Plain(nn.Module):
    """The channel that says where the picture is known, for each channel of the picture."""

    def forward(self, x: Tensor) -> Tensor:
        return x[:, -1:].expand(-1, x.shape[1] - 1, -1, -1)


def incomplete() -> Tensor:
    pictures = torch.rand(3, 3, 16, 16) * 2 - 1
    pictures[0, :, 4:8, 2:5] = UNKNOWN
    pictures[1] = UNKNOWN
    return pictures


def test_known_pixels_stay_exactly_and_unknown_ones_come_from_the_network() -> None:
    source = incomplete()
    filled = Filler(Plain())(source)
    there = presence(source).expand_as(source)
    assert torch.equal(filled[there], source[there])
    assert (filled[~there] == 0).all()


def test_no_gradient_is_nan() -> None:
    inner = nn.Conv2d(4, 3, 3, padding=1)
    Filler(inner)(incomplete()).sum().backward()
    assert inner.weight.grad is not None and inner.weight.grad.isfinite().all()


@pytest.mark.parametrize(
    ("box", "place"),
    [
        ((4, 12, 4, 12), (4, 4)),  # as large as the window
        ((6, 8, 6, 8), (3, 3)),  # small: it lies in the window's middle
        ((0, 3, 13, 16), (0, 8)),  # in a corner
        ((0, 16, 0, 16), (4, 4)),  # all
        ((0, 0, 0, 0), (0, 0)),  # nothing
    ],
)
def test_the_window_lies_where_most_is_unknown(
    box: tuple[int, int, int, int], place: tuple[int, int]
) -> None:
    unknown = torch.zeros(1, 16, 16)
    top, bottom, left, right = box
    unknown[:, top:bottom, left:right] = 1
    assert tuple(int(one) for one in _places(unknown, 8)) == place


@pytest.mark.parametrize("views", ["both", "whole", "hole"])
def test_d_sees_changes_in_the_parts_that_it_looks_at(views: Views) -> None:
    d = ContextDiscriminator(3, 16, width=4, norm="instance", init="torch", views=views).eval()
    source = incomplete()[:1]
    picture = torch.zeros(1, 3, 16, 16)
    near, far = picture.clone(), picture.clone()
    near[:, :, 5, 3], far[:, :, 15, 15] = 1, 1
    before, at_hole, elsewhere = (d(x, source).logit for x in (picture, near, far))
    assert before.shape == (1,) and before != at_hole
    assert (before != elsewhere) == (views != "hole")
