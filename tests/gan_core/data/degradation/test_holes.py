"""Holes: what is unknown is NaN, elsewhere nothing changes; each shape is what it is called."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.degradation.holes import BOX, UNKNOWN, WINDOW, Holes, Shape, filled_in, presence
from gan_core.data.spec import Pictures

SIZE = 32


def stream(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("shape", ["centre", "drawn", "frame"])
def test_outside_the_hole_nothing_changes(shape: Shape) -> None:
    items = torch.rand(9, 3, SIZE, SIZE) * 2 - 1
    incomplete = Holes(shape)(items, stream())
    there = presence(incomplete).expand_as(items)
    assert torch.equal(incomplete[there], items[there])
    assert incomplete[~there].isnan().all()
    assert (~presence(incomplete)).flatten(1).any(1).all()
    assert torch.equal(filled_in(incomplete, 0.5)[~there], torch.full_like(items, 0.5)[~there])


def test_a_hole_in_the_centre_is_a_square_of_half_the_side() -> None:
    holes = Holes("centre").holes(2, SIZE, stream())
    assert holes[:, :, 8:24, 8:24].all() and holes.sum() == 2 * 16 * 16


def test_of_a_frame_a_box_is_left_inside() -> None:
    inside = ~Holes("frame").holes(200, SIZE, stream())
    for axis in (2, 3):
        sides = inside.any(axis).sum(-1).flatten().float() / SIZE
        assert sides.min() >= WINDOW[0] - 0.02 and sides.max() <= WINDOW[1] + 0.02
        assert sides.max() - sides.min() > 0.2
    places = inside.any(3).float().argmax(2).flatten()
    assert places.min() == 0 and len(places.unique()) > 8


def test_drawn_holes_are_boxes_and_strokes_of_many_sizes() -> None:
    holes = Holes("drawn").holes(200, SIZE, stream())
    share = holes.flatten(1).float().mean(1)
    assert share.min() > 0.01 and share.max() < 0.6 and share.std() > 0.05
    box = (holes.any(2).sum((1, 2)) * holes.any(3).sum((1, 2))) == holes.sum((1, 2, 3))
    assert 60 < int(box.sum()) < 140
    assert share[box].max() <= (BOX[1] + 0.02) ** 2


def test_the_same_stream_makes_the_same_holes() -> None:
    first, second, other = (Holes().holes(5, SIZE, stream(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, second) and not torch.equal(first, other)


def test_its_sources_are_pictures_like_the_items() -> None:
    assert Holes().source(Pictures(3, 64, classes=("a", "b"))) == Pictures(3, 64)


def test_plainly_a_hole_is_filled_smoothly_from_its_edge() -> None:
    ramp = torch.linspace(-0.8, 0.8, SIZE).expand(1, 1, SIZE, SIZE)
    filled = Holes("centre").plain(Holes("centre")(ramp, stream()))
    assert (filled - ramp).abs().max() < 0.02
    there = presence(Holes("centre")(ramp, stream()))
    assert torch.equal(filled[there], ramp[there])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_plainly_nothing_known_is_grey_and_all_known_stays(share: float) -> None:
    picture = torch.full((1, 3, 8, 8), 0.5)
    if share:
        picture[:] = UNKNOWN
    assert (Holes().plain(picture) == (0.0 if share else 0.5)).all()
