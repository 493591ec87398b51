"""Maps of regions: each pixel is of one meaning."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.regions import MEANINGS, palette, regions, snapped


def meanings_of(picture: torch.Tensor) -> set[str]:
    colours = {tuple(row): one.name for row, one in zip(palette().tolist(), MEANINGS, strict=True)}
    return {colours[tuple(pixel)] for pixel in picture.flatten(1).T.tolist()}


def test_every_meaning_has_a_colour_of_its_own() -> None:
    assert len({one.name for one in MEANINGS}) == len({one.colour for one in MEANINGS}) == 14
    fills = [fill for one in MEANINGS for fill in one.fills]
    assert len(fills) == len(set(fills))


def test_a_map_has_the_palettes_colours_alone_and_no_strokes() -> None:
    lion = regions((0x1F981,), 64)
    assert lion.shape == (3, 64, 64)
    assert meanings_of(lion) == {"nothing", "wood", "sun", "paper"}
    scientist = regions((0x1F9D1, 0x1F3FD, 0x200D, 0x1F52C), 64)
    assert {"skin", "hair", "paper", "leaf", "sky"} <= meanings_of(scientist)


@pytest.mark.parametrize("hand", [0x1F44B, 0x1F44C, 0x1F90F, 0x1F9B6])
def test_any_skin_tone_is_skin(hand: int) -> None:
    tones = [regions((hand, tone), 32) for tone in (0x1F3FB, 0x1F3FD, 0x1F3FF)]
    assert torch.equal(tones[0], tones[1]) and torch.equal(tones[1], tones[2])


def test_what_was_painted_softly_becomes_the_nearest_meaning() -> None:
    soft = torch.tensor([250, 250, 250, 90, 90, 90], dtype=torch.uint8).reshape(2, 3).T
    assert meanings_of(snapped(soft[:, :, None])) <= {one.name for one in MEANINGS}
    assert meanings_of(snapped(soft[:, :1, None])) == {"nothing"}
