"""The address: which run or model a page shows, so that a link finds it again."""

from __future__ import annotations

import streamlit as st


def linked(name: str, kept_as: str = "") -> str:
    """Return what the address says for `name`, else what this session had there last.

    kept_as: under which name the session keeps it, where not all pages share it.
    """
    key = f"linked_{kept_as or name}"
    value = str(st.query_params.get(name, "") or st.session_state.get(key, ""))
    if value:
        remember(name, value, kept_as)
    return value


def remember(name: str, value: str, kept_as: str = "") -> None:
    """Put `value` into the address and keep it for when the page is opened again."""
    st.session_state[f"linked_{kept_as or name}"] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def forget(name: str) -> None:
    """Take `name` out of the address."""
    st.session_state.pop(f"linked_{name}", None)
    st.query_params.pop(name, None)


def go(page: str, **names: str) -> None:
    """Open another page with these names in its address."""
    for name, value in names.items():
        st.session_state[f"linked_{name}"] = value
    st.switch_page(page, query_params=names or None)
