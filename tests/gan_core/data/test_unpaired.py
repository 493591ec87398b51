"""Two kinds of emoji without pairs: no drawing on both sides, none held out in training."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from gan_core import data
from gan_core.data import emoji_font, openmoji, unpaired
from gan_core.data.base import DataSet
from gan_core.errors import UserError

NAME = "outlines_unpaired-28"


@pytest.fixture(scope="module")
def outlines() -> DataSet:
    return data.load(NAME)


def rows(pictures: Tensor) -> set[bytes]:
    return {one.numpy().tobytes() for one in pictures}


def test_no_emoji_is_trained_on_from_both_sides_and_none_that_is_held_out() -> None:
    concepts: dict[str, set[openmoji.Codes]] = {"items": set(), "other": set(), "out": set()}
    for codes in openmoji.drawings():
        held_out = openmoji.held_out(codes)
        side = "out" if held_out else "items" if unpaired.is_item(codes) else "other"
        concepts[side].add(openmoji.concept(codes))
    assert not concepts["items"] & concepts["other"]
    assert not concepts["out"] & (concepts["items"] | concepts["other"])
    assert min(len(one) for one in concepts.values()) > 100


def test_the_data_set_is_made_of_these_sides(outlines: DataSet) -> None:
    assert outlines.other is not None and outlines.held_out is not None
    drawings = openmoji.drawings()
    inside = [one for one in drawings if not openmoji.held_out(one)]
    assert len(outlines) == sum(unpaired.is_item(one) for one in inside)
    assert len(outlines) + len(outlines.other) == len(inside)
    first = next(one for one in inside if not unpaired.is_item(one))
    strokes = openmoji.render(openmoji.svg_of(first), 28, openmoji.HIDE_FILLS)[:1]
    assert torch.equal(outlines.other[0], strokes)


def test_of_what_is_held_out_both_sides_are_known(outlines: DataSet) -> None:
    part = outlines.held_out
    assert part is not None and part.sources is not None and part.other is not None
    assert len(part) == len(part.sources) and torch.equal(part.sources, part.other)
    first = next(one for one in openmoji.drawings() if openmoji.held_out(one))
    assert torch.equal(part.items[0], openmoji.render(openmoji.svg_of(first), 28))


def test_the_way_back_sees_the_two_kinds_in_each_others_place(outlines: DataSet) -> None:
    back = outlines.reversed()
    assert back.spec.shape == (1, 28, 28) and back.held_out is not None
    assert torch.equal(back.items, outlines.other)  # type: ignore[arg-type]
    assert torch.equal(back.other, outlines.items)  # type: ignore[arg-type]
    again = back.reversed()
    assert again.spec == outlines.spec and torch.equal(again.items, outlines.items)


@pytest.fixture
def other_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A font of our own: each emoji it has is a plain square of another grey."""

    class Glyphs:
        def picture(self, code: int, size: int) -> Tensor | None:
            if code % 7 == 0:
                return None
            return torch.full((3, size, size), code % 251, dtype=torch.uint8)

    monkeypatch.setattr(emoji_font, "Glyphs", Glyphs)
    monkeypatch.setattr(emoji_font, "here", lambda: True)
    monkeypatch.setattr(emoji_font, "stamp", lambda: "ours")
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))


def test_emoji_that_the_font_lacks_are_on_neither_side_of_the_pairs(other_font: None) -> None:
    styles = unpaired.load_unpaired(unpaired.VARIANTS["emoji_styles-28"])
    part = styles.held_out
    assert part is not None and part.sources is not None and styles.other is not None
    assert len(part) == len(part.sources) > 50
    codes = [one for one in openmoji.drawings() if openmoji.held_out(one)]
    single = [
        one[0] for one in codes if len([c for c in one if c != 0xFE0F]) == 1 and one[0] >= 0xA9
    ]
    wanted = [code % 251 for code in single if code % 7]
    assert part.sources[:, 0, 0, 0].tolist() == wanted


def test_without_a_font_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(emoji_font.VARIABLE, raising=False)
    monkeypatch.setattr(emoji_font, "folders", lambda: [Path("nowhere")])
    assert not emoji_font.here() and not data.is_here("emoji_styles")
    with pytest.raises(UserError, match="fonts-noto-color-emoji"):
        emoji_font.font_file()
    monkeypatch.setenv(emoji_font.VARIABLE, "nowhere.ttf")
    with pytest.raises(UserError, match=r"names nowhere\.ttf, and there is no such file"):
        emoji_font.font_file()


def test_the_font_of_this_machine_draws_in_colour_on_white() -> None:
    if not emoji_font.here():
        pytest.skip("this machine has no colour emoji font (Debian: fonts-noto-color-emoji)")
    glyphs = emoji_font.Glyphs()
    face = glyphs.picture(0x1F600, 32)
    assert face is not None and face.shape == (3, 32, 32)
    assert (face[:, 0, 0] == 255).all() and (face.float().std(0) > 20).any()
    assert glyphs.picture(0x10FFFF, 32) is None
