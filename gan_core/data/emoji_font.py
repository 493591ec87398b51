"""The colour emoji font that this machine has: where it lies, and its drawings as pictures.

Noto Color Emoji (Linux), Segoe UI Emoji (Windows) and Apple Color Emoji (macOS) are found where
these systems keep fonts. None is shipped; $GANVAS_EMOJI_FONT names another file.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from gan_core.errors import N_, UserError

VARIABLE = "GANVAS_EMOJI_FONT"
FILES = ("NotoColorEmoji*.ttf", "seguiemj.ttf", "Apple Color Emoji.ttc")
FILL = 0.8
"""Width of a glyph over that of its picture: so they are as large as OpenMoji's drawings."""

_SIZES = (109, 160, 96, 136, 128)
"""A font of bitmaps has a single size, which differs; others are drawn at the first."""
_FACE, _NOBODYS = "\U0001f600", "\U0010ffff"
_HEAD = 4096
"""Bytes of a font that tell it from others: a checksum of each of its tables is among them."""


def folders() -> list[Path]:
    """Return where fonts lie on the three systems, whether the folders exist or not."""
    user = Path.home()
    windows = [Path(os.environ.get("WINDIR") or "C:/Windows") / "Fonts"]
    if local := os.environ.get("LOCALAPPDATA"):
        windows.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    linux = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    own = [user / ".local" / "share" / "fonts", user / ".fonts", user / "Library" / "Fonts"]
    return [*linux, *own, Path("/System/Library/Fonts"), Path("/Library/Fonts"), *windows]


def font_file() -> Path:
    """Return the font's file.

    Raises:
        UserError: there is none, or none where the environment says.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return _search(tuple(folders()))
    path = Path(named).expanduser()
    if not path.is_file():
        raise UserError(
            N_("{name} names {path}, and there is no such file."), name=VARIABLE, path=str(path)
        )
    return path


@cache  # what raises is not kept: a font that is installed meanwhile counts
def _search(places: tuple[Path, ...]) -> Path:
    for folder in places:
        for name in FILES:
            if paths := sorted(folder.rglob(name)):
                return paths[0]
    raise UserError(
        N_(
            "This needs a font of emoji in colour, and none was found. Debian and Ubuntu: apt "
            "install fonts-noto-color-emoji. Or let {name} name the file of one."
        ),
        name=VARIABLE,
    )


def here() -> bool:
    """True where there is such a font."""
    try:
        return font_file().is_file()
    except UserError:
        return False


def stamp() -> str:
    """Return eight hex digits that stand for the font, without reading all of it.

    Raises:
        UserError: as `font_file`.
    """
    path = font_file()
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(_HEAD))
    digest.update(f"{path.stat().st_size}".encode())
    return digest.hexdigest()[:8]


class Glyphs:
    """The font's drawings.

    Raises:
        UserError: there is no font, or Pillow cannot draw it.
    """

    def __init__(self) -> None:
        self._font = _open(font_file())
        self._side = round(self._font.getlength(_FACE) / FILL)
        self._nothing = {self._sheet(_NOBODYS).tobytes(), self._blank().tobytes()}
        if self._sheet(_FACE).tobytes() in self._nothing:
            raise UserError(N_("{path} has no emoji that can be drawn."), path=str(font_file()))

    def picture(self, code: int, size: int) -> Tensor | None:
        """Return a character's emoji on white, uint8 (3, size, size); None: the font has none."""
        sheet = self._sheet(chr(code))
        if sheet.tobytes() in self._nothing:
            return None
        small = sheet.resize((size, size), Image.Resampling.LANCZOS)
        return torch.from_numpy(np.array(small)).permute(2, 0, 1).contiguous()

    def _blank(self) -> Image.Image:
        return Image.new("RGB", (self._side, self._side), "white")

    def _sheet(self, text: str) -> Image.Image:
        sheet, middle = self._blank(), (self._side / 2, self._side / 2)
        draw = ImageDraw.Draw(sheet)
        draw.text(middle, text, "black", self._font, "mm", embedded_color=True)
        return sheet


def _open(path: Path) -> ImageFont.FreeTypeFont:
    for size in _SIZES:
        try:
            return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            continue  # a font of bitmaps that has no such size
    raise UserError(N_("{path} has no emoji that can be drawn."), path=str(path))
