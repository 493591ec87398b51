"""What D looks at: the maps of its convolutions for a picture that is chosen by click."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor
from torch.nn.functional import pad

from gan_core.inspection.features import feature_maps
from gan_core.inspection.g_loss import request_of_real
from gan_core.model import Model
from gan_core.pictures import grid, png
from ui.components.picture.component import picture
from ui.components.picture_grid.component import picture_grid
from ui.discriminator.gradient import fake_name
from ui.discriminator.look import Choices, Look
from ui.discriminator.verdicts import name_of
from ui.models.picker import model_key
from ui.shell.colours import coloured
from ui.shell.compute import one_thread
from ui.shell.language import _, plain
from ui.shell.links import linked, remember
from ui.shell.pictures import sheet

MOST, PER_ROW = 16, 4
FRAME = 128
SHOWN_SIDE = 56
"""Side in pixels that maps are enlarged to at least before they are laid out."""


@dataclass(frozen=True)
class Layer:
    """The first maps of one convolution as a PNG; `count` is how many it has, `side` their size.

    reach: the largest |number| of all its maps. strongest: which shown map holds the largest, from
    1, and its column and row, from 1.
    """

    name: str
    count: int
    side: tuple[int, int]
    maps: bytes
    reach: float
    strongest: tuple[int, int, int]

    @property
    def visible(self) -> int:
        """Return how many maps are in the picture."""
        return min(self.count, MOST)


@st.fragment
def maps_panel(model: Model, look: Look, choices: Choices) -> None:
    """Draw the choice of a picture, and what each convolution of D makes of it."""
    one_thread()
    st.subheader(_("What D looks at"), anchor=False)
    st.caption(
        _(
            "A convolution slides small filters over the picture; each filter gives one map of "
            "where it finds what it looks for. Nobody told D what to look for. Later layers see "
            "more of the picture at once, in fewer points."
        )
    )
    pictures, names, codes = _pictures(model, look, choices)
    if not _layers(model_key(model), choices, 0, model, look):
        st.info(
            _(
                "This D has no convolutions: each of its units looks at all pixels at once, so "
                "there are no maps to show."
            ),
            icon=":material/grid_off:",
        )
        return
    at = _index(codes)
    index = _pick(model, pictures, names, at, columns=len(look.fakes))
    if index is not None:
        remember("picture", codes[index])
        st.rerun()
    st.markdown(_("D's maps for: **{name}**").format(name=plain(names[at])))
    _draw(_layers(model_key(model), choices, at, model, look), names[at])


def _pick(model: Model, pictures: Tensor, names: list[str], at: int, *, columns: int) -> int | None:
    """Draw the pictures, of which `at` is chosen; return which has been clicked."""
    return picture_grid(
        sheet(pictures, columns),
        columns=columns,
        cell=model.pictures.size,
        names=names,
        selection=[at],
        label=_("Pictures to show to D"),
        hint=_("Click a picture to show it to D. Arrow keys and Enter too."),
        key="shown_to_d",
    )


def _pictures(model: Model, look: Look, choices: Choices) -> tuple[Tensor, list[str], list[str]]:
    """Return the pictures to choose from, real ones first, their names, and what a link says."""
    fakes = look.gradient.fakes
    names = [fake_name(model, look, choices, i) for i in range(len(fakes))]
    codes = [f"fake-{i + 1}" for i in range(len(fakes))]
    if look.real is None:
        return fakes, names, codes
    real = look.real
    real_names = [
        name_of(model, _("Real picture {number}").format(number=i + 1), i, real.y)
        for i in range(len(real))
    ]
    codes = [f"real-{i + 1}" for i in range(len(real))] + codes
    return torch.cat([real.x, fakes]), real_names + names, codes


def _index(codes: list[str]) -> int:
    code = linked("picture")
    return codes.index(code) if code in codes else 0


@st.cache_data(max_entries=128, show_spinner=False)
def _layers(key: str, choices: Choices, at: int, _model: Model, _look: Look) -> list[Layer]:
    real = 0 if _look.real is None else len(_look.real)
    if _look.real is not None and at < real:
        x, request = _look.real.x[at], request_of_real(_look.request, _look.real)
    else:
        x, at, request = _look.gradient.fakes[at - real], at - real, _look.request
    layers = feature_maps(_model, x, request[at : at + 1])
    return [_layer(name, maps) for name, maps in layers if maps[0].numel() > 1]


def _layer(name: str, maps: Tensor) -> Layer:
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


def _draw(layers: list[Layer], name: str) -> None:
    with st.container(horizontal=True, gap="medium"):
        for number, layer in enumerate(layers, 1):
            with st.container(width=220):
                _draw_layer(layer, number, name)
    st.caption(
        _(
            "Orange: above 0, blue: below, white: 0; the strongest colour is the largest number of "
            "the layer. The same map stays at the same place for every picture, so compare a real "
            "one with a fake."
        )
    )


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
