"""Which way a model goes that learned both."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import N_
from gan_core.model import Model
from ui.shell.language import _

WAYS = {"there": N_("there"), "back": N_("back")}


def choose_way(model: Model) -> Model:
    """Draw the choice where there are two ways, keep it in the address, and return the model."""
    if model.recipe.back is None:
        st.query_params.pop("way", None)
        return model
    link = str(st.query_params.get("way", ""))
    way = st.segmented_control(
        _("Way"),
        list(WAYS),
        default=link if link in WAYS else "there",
        format_func=lambda name: _(WAYS[name]),
        required=True,
        key="translate_way",
        help=_("Such a model learned to make both kinds of pictures of each other."),
    )
    if way == "there":
        st.query_params.pop("way", None)
        return model
    st.query_params["way"] = "back"
    return model.reversed()
