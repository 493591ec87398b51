"""Choosing emoji of one group, or at another size."""

from __future__ import annotations

import streamlit as st

from gan_core import data
from gan_core.data import emoji
from gan_core.data.base import PICTURE_SIZES
from gan_core.errors import N_, GanvasError
from ui.shell.language import _, plain, say

GROUPS = {
    "": N_("all groups"),
    "faces": N_("faces only"),
    "smileys": N_("smileys and emotion"),
    "people": N_("people and body"),
    "animals": N_("animals and nature"),
    "food": N_("food and drink"),
    "travel": N_("travel and places"),
    "activities": N_("activities"),
    "objects": N_("objects"),
    "symbols": N_("symbols"),
}


def emoji_choice() -> None:
    """Draw the choice of a group and a size, and the button that makes the data set."""
    with (
        st.form("emoji_choice", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        group = st.selectbox(
            _("Group of emoji"), list(GROUPS), format_func=lambda key: _(GROUPS[key])
        )
        size = st.selectbox(
            _("Size"),
            PICTURE_SIZES,
            index=PICTURE_SIZES.index(emoji.DEFAULT_SIZE),
            format_func=lambda side: f"{side}×{side}",
        )
        pressed = st.form_submit_button(_("Draw these emoji"), icon=":material/brush:")
    if pressed:
        _draw(emoji.Variant(str(group), int(size)))
    name = st.session_state.pop("drawn_emoji", None)
    if name:
        st.success(
            _("{data} is ready: its card is on this page, and Train offers it.").format(
                data=plain(name)
            )
        )


def _draw(variant: emoji.Variant) -> None:
    try:
        with st.spinner(_("Drawing the emoji …")):
            data.load(variant.name)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    st.session_state["drawn_emoji"] = variant.name
    st.rerun()
