"""The frame drawn wider: the picture becomes smaller in it, and the model paints the margins."""

from __future__ import annotations

import streamlit as st

from gan_core.data.framing import SIDES, widened
from gan_core.errors import N_
from gan_core.model import Model
from gan_core.pictures import to_bytes
from gan_core.translation import paints_beyond
from ui.shell.language import _
from ui.translate.start import Start

WIDEST, USUAL = 60, 40
"""Per cent of the frame's side that may be margin: as far as the models have learned."""
SIDE_NAMES = {
    "all": N_("all around"),
    "left": N_("left"),
    "right": N_("right"),
    "top": N_("above"),
    "bottom": N_("below"),
}


def choose_frame(model: Model, start: Start) -> Start:
    """Draw how much wider the frame is, where the model paints beyond it; return what is known."""
    if not paints_beyond(model) or start.source is None:
        return start
    whole = bool((start.source[-1] == 255).all())
    link = str(st.query_params.get("frame", f"all-{USUAL if whole else 0}")).split("-")
    margin = int(link[1]) if len(link) == 2 and link[1].isdecimal() and len(link[1]) < 3 else USUAL
    with st.container(horizontal=True, vertical_alignment="bottom"):
        side = st.segmented_control(
            _("Draw the frame wider"),
            SIDES,
            default=link[0] if link[0] in SIDES else "all",
            format_func=lambda name: _(SIDE_NAMES[name]),
            required=True,
            key="frame_side",
        )
        per_cent = st.slider(
            _("Margin (%)"),
            0,
            WIDEST,
            min(margin, WIDEST),
            5,
            key="frame_margin",
            help=_("0: what is unknown stays as it is."),
            width=260,
        )
    if not per_cent:
        st.query_params.pop("frame", None)
        return start
    st.query_params["frame"] = f"{side}-{per_cent}"
    picture = start.source[:-1] if start.truth is None else to_bytes(start.truth)
    name = f"{start.name}-{side}-{per_cent}"
    return Start(name, widened(picture, per_cent, side))
