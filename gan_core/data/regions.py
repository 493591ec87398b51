"""Which meaning each fill of a drawing has: a drawing's map of regions, and its palette."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.openmoji import HIDE_LINES, Codes, recoloured, render, svg_of
from gan_core.errors import N_


@dataclass(frozen=True)
class Meaning:
    """What a region may mean: its name, the colour that stands for it, and the fills that it has.

    group: the SVG's group that alone decides, "" where the fill does.
    """

    name: str
    colour: str
    fills: tuple[str, ...] = ()
    group: str = ""


MEANINGS = (
    Meaning(N_("skin"), "#FADCBC", group="skin"),
    Meaning(N_("hair"), "#352318", group="hair"),
    Meaning(N_("sun"), "#FCEA2B", ("#FCEA2B", "#F1B31C", "#F4AA41")),
    Meaning(N_("fire"), "#EA5A47", ("#EA5A47", "#D22F27", "#781E32", "#E27022")),
    Meaning(N_("flower"), "#FFA7C0", ("#FFA7C0", "#E67A94")),
    Meaning(N_("berry"), "#8967AA", ("#8967AA", "#B399C8")),
    Meaning(N_("leaf"), "#5C9E31", ("#5C9E31", "#B1CC33", "#186648")),
    Meaning(N_("sky"), "#92D3F5", ("#92D3F5", "#61B2E4")),
    Meaning(N_("sea"), "#1E50A0", ("#1E50A0",)),
    Meaning(N_("wood"), "#A57939", ("#A57939", "#6A462F", "#C19A65", "#DEBB90", "#352318")),
    Meaning(N_("metal"), "#9B9B9A", ("#9B9B9A", "#D0CFCE")),
    Meaning(N_("night"), "#000000", ("#3F3F3F", "#000000", "#000")),
    Meaning(N_("paper"), "#D9F0D3", ("#FFFFFF", "#FFF")),
    Meaning(N_("nothing"), "#FFFFFF"),
)
"""The last is the ground. Skin and hair are groups of their own in the drawings."""

_GROUPS = [(m.group, "", m.colour) for m in MEANINGS if m.group]
_FILLS = [("", fill, m.colour) for m in MEANINGS for fill in m.fills]
_TONES = {
    0x1F3FB: "#FADCBC",
    0x1F3FC: "#DEBB90",
    0x1F3FD: "#C19A65",
    0x1F3FE: "#A57939",
    0x1F3FF: "#6A462F",
}
"""Fills that are skin where the name says this tone: some drawings have them in no group."""


def palette() -> Tensor:
    """Return the colours of the meanings, uint8 (M, 3), in their order."""
    rows = [[int(m.colour[at : at + 2], 16) for at in (1, 3, 5)] for m in MEANINGS]
    return torch.tensor(rows, dtype=torch.uint8)


def regions(codes: Codes, size: int) -> Tensor:
    """Return a drawing's map of regions, uint8 (3, size, size) in the palette's colours alone."""
    style = HIDE_LINES + "#skin-shadow{display:none}"
    tones = [("", _TONES[code], MEANINGS[0].colour) for code in codes if code in _TONES]
    svg = recoloured(svg_of(codes), [*_GROUPS, *tones, *_FILLS])
    return snapped(render(svg, size, style, crisp=True))


def snapped(picture: Tensor) -> Tensor:
    """Return a picture, uint8 (3, H, W), with each pixel in the palette's nearest colour."""
    colours = palette()
    pixels = picture.flatten(1).T.float()
    nearest = torch.cdist(pixels, colours.float()).argmin(1)
    return colours[nearest].T.reshape(picture.shape).contiguous()
