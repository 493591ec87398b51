"""A wider frame: where the picture lies in it, how large, and what is unknown."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.framing import MOST, SIDES, Side, widened
from gan_core.errors import UserError

PICTURE = torch.full((3, 32, 32), 200, dtype=torch.uint8)
PLACES = {
    "all": (slice(8, 24), slice(8, 24)),
    "left": (slice(8, 24), slice(16, 32)),
    "right": (slice(8, 24), slice(0, 16)),
    "top": (slice(16, 32), slice(8, 24)),
    "bottom": (slice(0, 16), slice(8, 24)),
}


@pytest.mark.parametrize("side", SIDES)
def test_the_picture_lies_opposite_to_where_the_frame_was_drawn_wider(side: Side) -> None:
    frame = widened(PICTURE, 50, side)
    assert frame.shape == (4, 32, 32) and frame.dtype == torch.uint8
    inside = torch.zeros(32, 32, dtype=torch.bool)
    inside[PLACES[side]] = True
    assert torch.equal(frame[-1] == 255, inside) and (frame[-1][~inside] == 0).all()
    assert (frame[:-1, inside] == 200).all() and (frame[:-1, ~inside] == 0).all()


def test_without_a_margin_nothing_changes() -> None:
    stream = torch.Generator().manual_seed(0)
    picture = torch.randint(0, 256, (1, 28, 28), generator=stream, dtype=torch.uint8)
    frame = widened(picture, 0)
    assert torch.equal(frame[:1], picture) and (frame[1] == 255).all()


def test_a_bright_edge_stays_within_bytes() -> None:
    stripes = ((torch.arange(32) // 4 % 2) * 255).to(torch.uint8).expand(1, 32, 32)
    frame = widened(stripes, 30)
    inside = frame[0][frame[1] == 255]
    assert inside.max() == 255 and inside.min() == 0


@pytest.mark.parametrize("margin", [-1, MOST + 1])
def test_a_margin_out_of_range_is_refused(margin: float) -> None:
    with pytest.raises(UserError, match="from 0 to 60 per cent"):
        widened(PICTURE, margin)
