"""Maps of a network's layers as coloured pictures, side by side, with what is strongest in each."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor
from torch.nn.functional import pad

from gan_core.pictures import grid, png
from ui.components.picture.component import picture
from ui.shell.colours import coloured
from ui.shell.language import _

MOST, PER_ROW = 16, 4
FRAME = 128
SHOWN_SIDE = 56
"""Side in pixels that maps are enlarged to at least before they are laid out."""


@dataclass(frozen=True)
class Layer:
    """The first maps of one convolution as a PNG; `count` is how many it has, `side` their size.

    reach: the largest |number| of all its maps. strongest: which shown map holds the largest, from
    1, and its column and row, from 1. note: what else is said below it.
    """

    name: str
    count: int
    side: tuple[int, int]
    maps: bytes
    reach: float
    strongest: tuple[int, int, int]
    note: str = ""

    @property
    def visible(self) -> int:
        """Return how many maps are in the picture."""
        return min(self.count, MOST)


def layer_of(name: str, maps: Tensor) -> Layer:
    """Return what is shown of a layer's `maps` (C, h, w)."""
    some = maps[:MOST]
    height, width = some.shape[1:]
    reach = float(maps.abs().max())
    colours = coloured(some[:, None], torch.full((len(some),), reach))
    times = -(-SHOWN_SIDE // max(height, width))
    large = colours.repeat_interleave(times, 2).repeat_interleave(times, 3)
    framed = pad(large, (1, 1, 1, 1), value=FRAME)
    best = int(some.abs().flatten().argmax())
    which, place = divmod(best, height * width)
    return Layer(
        name,
        len(maps),
        (width, height),
        png(grid(framed, min(PER_ROW, len(some)), gap=0)),
        reach,
        (which + 1, place % width + 1, place // width + 1),
    )


def draw_layers(layers: list[Layer], name: str) -> None:
    """Draw the maps of all layers side by side; `name` says what they are maps for."""
    with st.container(horizontal=True, gap="medium"):
        for number, layer in enumerate(layers, 1):
            with st.container(width=220):
                _draw_layer(layer, number, name)


def _draw_layer(layer: Layer, number: int, name: str) -> None:
    width, height = layer.side
    size = _("{width}×{height}").format(width=width, height=height)
    st.markdown(_("**Layer {number}** `{module}`").format(number=number, module=layer.name))
    which, column, row = layer.strongest
    alt = _(
        "Maps of layer {number} for {name}: {shown} maps of {size}; the strongest answer is in "
        "map {which} at column {column}, row {row}"
    ).format(
        number=number,
        name=name,
        shown=layer.visible,
        size=size,
        which=which,
        column=column,
        row=row,
    )
    picture(layer.maps, alt=alt, key=f"maps_{number}", width=212)
    st.caption(
        _("{count} maps of {size}").format(count=layer.count, size=size)
        if layer.count == layer.visible
        else _("the first {shown} of {count} maps of {size}").format(
            shown=layer.visible, count=layer.count, size=size
        )
    )
    if layer.note:
        st.caption(layer.note)
