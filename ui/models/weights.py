"""The switch between the averaged and the plain weights of G."""

from __future__ import annotations

import streamlit as st

from ui.shell.language import _


def choose_weights(key: str, *, averaged: bool = True) -> bool:
    """Draw the switch; return True for the plain weights. averaged: there is an EMA to show."""
    weights = st.segmented_control(
        _("Weights of G"),
        ["average", "raw"],
        format_func=lambda kind: _("EMA") if kind == "average" else _("raw"),
        default="average",
        required=True,
        key=key,
        disabled=not averaged,
        help=_("EMA: the average of G over recent steps, steadier. Raw: G as it is now."),
    )
    return weights == "raw" or not averaged
