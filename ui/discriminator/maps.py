"""What D looks at: the maps of its convolutions for a picture that is chosen by click."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from gan_core.inspection.features import feature_maps
from gan_core.inspection.g_loss import request_of_real
from gan_core.model import Model
from ui.components.picture_grid.component import picture_grid
from ui.discriminator.gradient import fake_name
from ui.discriminator.look import Choices, Look
from ui.discriminator.verdicts import name_of
from ui.models.maps import Layer, draw_layers, layer_of
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, plain
from ui.shell.links import linked, remember
from ui.shell.pictures import sheet


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
    draw_layers(_layers(model_key(model), choices, at, model, look), names[at])
    st.caption(
        _(
            "Orange: above 0, blue: below, white: 0; the strongest colour is the largest number of "
            "the layer. The same map stays at the same place for every picture, so compare a real "
            "one with a fake."
        )
    )


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
    return [layer_of(name, maps) for name, maps in layers if maps[0].numel() > 1]
