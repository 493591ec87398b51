"""A part of the page that is folded until one looks at it; the address says which are open."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

PARAMETER = "open"


def fold(name: str, title: str, icon: str) -> ExpanderContainer:
    """Return the fold `name`; who opens a link finds open what was open where it was copied."""
    key = f"{name}_fold"
    names = set(filter(None, str(st.query_params.get(PARAMETER, "")).split(".")))
    if name in names and key not in st.session_state:
        st.session_state[key] = True
    box = st.expander(title, icon=icon, on_change="rerun", key=key)
    if box.open != (name in names):
        names ^= {name}
        if names:
            st.query_params[PARAMETER] = ".".join(sorted(names))
        else:
            del st.query_params[PARAMETER]
    return box
