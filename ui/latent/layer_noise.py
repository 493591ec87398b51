"""The noise of a style-based G's layers: switched off by layer, drawn anew, and what it changes."""

from __future__ import annotations

import streamlit as st
import torch

from gan_core.errors import GanvasError
from gan_core.latent.layer_noise import noises, variation, with_noise
from gan_core.latent.mixing import numbers_of
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.tiles.component import Tile, tiles
from ui.latent.seeds import chosen_seeds
from ui.models.picker import model_key
from ui.shell.language import _

DRAWS = 32
"""Draws of the noise that its variation is taken from."""


def layer_noise(model: Model) -> None:
    """Draw the last chosen seed with all noise, with some layers' off, and with another draw."""
    count = len(noises(model))
    st.markdown("**" + _("Noise of the layers") + "**")
    if not count:
        st.caption(_("This G was built without noise in its layers."))
        return
    seed = chosen_seeds()[-1]
    first_off, first_draw = _of_link(count)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        on = st.pills(
            _("Layers with noise"),
            range(count),
            selection_mode="multi",
            format_func=lambda layer: str(layer + 1),
            default=[layer for layer in range(count) if layer not in first_off],
            key=f"noise_layers_{count}",
        )
        if st.button(_("Another draw"), icon=":material/casino:", key="noise_again"):
            st.session_state["noise_draw"] = st.session_state.get("noise_draw", first_draw) + 1
    off = tuple(layer for layer in range(count) if layer not in on)
    draw = int(st.session_state.get("noise_draw", first_draw))
    _to_link(off, draw)
    pictures, reach = _pictures(model_key(model), seed, off, draw, model)
    names = [_("as it is"), _("without noise"), _("another draw"), _("varies")]
    notes = ["", "", _("draw {number}").format(number=draw + 1), f"± {reach:.3f}"]
    tiles(
        [
            Tile([(content, name)], [name, note])
            for content, name, note in zip(pictures, names, notes, strict=True)
        ],
        key="noise_tiles",
    )
    st.caption(
        _(
            "Seed {seed}. What another draw leaves alone is decided by w. Varies: the standard "
            "deviation over {draws} draws, bright where the noise decides; on average it is the "
            "number below, of a brightness from -1 to 1."
        ).format(seed=seed, draws=DRAWS)
    )


def _of_link(count: int) -> tuple[tuple[int, ...], int]:
    """Return the layers, from 0, that the link switches off, and the draw, from 0."""
    off, _dash, draw = str(st.query_params.get("noise", "")).partition("-")
    try:
        layers = numbers_of(off.replace(".", ","), count)
    except GanvasError:
        return (), 0
    return layers, max(int(draw) - 1, 0) if draw.isdecimal() and len(draw) < 6 else 0


def _to_link(off: tuple[int, ...], draw: int) -> None:
    if off or draw:
        st.query_params["noise"] = f"{'.'.join(str(layer + 1) for layer in off)}-{draw + 1}"
    else:
        st.query_params.pop("noise", None)


@st.cache_data(max_entries=32, show_spinner=False)
def _pictures(
    key: str, seed: int, off: tuple[int, ...], draw: int, _model: Model
) -> tuple[list[bytes], float]:
    every = range(len(noises(_model)))
    models = (with_noise(_model, off), with_noise(_model, every), with_noise(_model, off, draw + 1))
    pictures = [model.sample(1, seed)[0] for model in models]
    apart = variation(_model, seed, off, DRAWS)
    bright = apart / apart.max().clamp_min(1e-6) * 2 - 1
    stacked = torch.stack([*pictures, bright])
    return [png(to_bytes(picture)) for picture in stacked], float(apart.mean())
