"""Signed numbers as colours: direction, symmetry, scales."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ui.shell.colours import STOPS, coloured, limits, overlaid


def field(*values: float) -> Tensor:
    return torch.tensor(values).reshape(1, 1, 1, -1)


def at(pictures: Tensor, column: int) -> list[int]:
    return list(pictures[0, :, 0, column].tolist())


def test_ends_and_middle_are_the_stated_colours() -> None:
    made = coloured(field(-2.0, 0.0, 2.0), torch.tensor([2.0]))
    for column, stop in ((0, STOPS[0]), (1, STOPS[3]), (2, STOPS[-1])):
        assert at(made, column) == [int(stop[i : i + 2], 16) for i in (1, 3, 5)]


def test_darker_is_blue_and_brighter_is_orange_at_every_strength() -> None:
    values = torch.linspace(0.05, 1, 20)
    red, _green, blue = coloured(field(*values.tolist()), torch.ones(1))[0, :, 0].int()
    assert (red > blue).all()
    red, _green, blue = coloured(field(*(-values).tolist()), torch.ones(1))[0, :, 0].int()
    assert (blue > red).all()


def test_stronger_is_further_from_white_on_both_sides() -> None:
    values = torch.linspace(0, 1, 30)
    for sign in (1, -1):
        made = coloured(field(*(sign * values).tolist()), torch.ones(1)).float()
        light = (made[0, :, 0] * torch.tensor([0.2126, 0.7152, 0.0722])[:, None]).sum(0)
        assert (light.diff() < 0).all()


def test_values_beyond_the_limit_take_the_end_colour() -> None:
    made = coloured(field(-9.0, -1.0, 1.0, 9.0), torch.ones(1))
    assert at(made, 0) == at(made, 1) and at(made, 2) == at(made, 3)


def test_the_scale_is_of_all_or_each_its_own() -> None:
    two = torch.cat([field(-3.0, 1.0), field(0.5, 0.25)])
    assert limits(two, shared=True).tolist() == [3.0, 3.0]
    assert limits(two, shared=False).tolist() == [3.0, 0.5]


def test_colour_pictures_show_the_mean_of_their_channels() -> None:
    three = torch.tensor([1.0, -1.0, 3.0]).reshape(1, 3, 1, 1)
    assert limits(three, shared=False).tolist() == [1.0]
    assert torch.equal(coloured(three, torch.ones(1)), coloured(field(1.0), torch.ones(1)))


def test_no_gradient_at_all_is_white_and_leaves_the_picture() -> None:
    nothing = field(0.0, 0.0)
    limit = limits(nothing, shared=True)
    assert at(coloured(nothing, limit), 0) == [0xF7] * 3
    under = torch.tensor([17, 200], dtype=torch.uint8).reshape(1, 1, 1, 2)
    assert torch.equal(overlaid(under, nothing, limit), under.expand(-1, 3, -1, -1))


@pytest.mark.parametrize("channels", [1, 3])
def test_the_overlay_tints_where_the_field_is_strong(channels: int) -> None:
    under = torch.full((1, channels, 1, 3), 128, dtype=torch.uint8)
    made = overlaid(under, field(-1.0, 0.0, 1.0), torch.ones(1))
    assert at(made, 1) == [128] * 3
    assert at(made, 0)[2] > 128 > at(made, 0)[0] and at(made, 2)[0] > 128 > at(made, 2)[2]
