"""Short texts as small pictures, so that they can stand in a sheet of samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

SIZE, LEADING, MARGIN = 18, 22, 4
MOST_LINES = 3
MOST_WIDTH = 640
DOTS = "…"
Font = ImageFont.ImageFont | ImageFont.FreeTypeFont


def lettered(texts: Sequence[str], width: int | None = None) -> Tensor:
    """Return each of `texts` in white on black, uint8 (n, 1, height, width), all of one height.

    width: they are wrapped to it, and cut after three lines; by default that of the longest text.
    Pillow's own font is used, so that it looks the same everywhere; it has Latin letters alone.
    """
    font = ImageFont.load_default(SIZE)
    if width is None:
        longest = max(font.getlength(text) for text in texts)
        width = min(MOST_WIDTH, round(longest) + 2 * MARGIN)
    paragraphs = [_lines_within(text, width - 2 * MARGIN, font) for text in texts]
    height = max(len(lines) for lines in paragraphs) * LEADING + MARGIN
    return torch.stack([_picture(lines, (width, height), font) for lines in paragraphs])


def _picture(lines: Sequence[str], size: tuple[int, int], font: Font) -> Tensor:
    image = Image.new("L", size)
    ImageDraw.Draw(image).multiline_text((MARGIN, 0), "\n".join(lines), 255, font)
    return torch.from_numpy(np.array(image))[None]


def _lines_within(text: str, width: float, font: Font) -> list[str]:
    """Return the lines of `text` that fit into `width`; what is too long is cut."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
    return [_cut(line, width, font) for line in lines]


def _cut(line: str, width: float, font: Font) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(line + DOTS) > width:
        line = line[:-1]
    return line + DOTS
