"""Whose lab a page shows: the session's own, a copy of a linked one, or a new one."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.lab.setting import Setting, from_link, to_link
from gan_core.lab.task import LabTask
from ui.lab_routes import labs
from ui.language import say

WORDS = ("shape", "drawing", "seed", "set")
"""What the address says of a setting; `lab` beside them is the id of the lab itself."""


def own_lab() -> tuple[str, LabTask]:
    """Return the id and the lab of this session.

    A link to another session's lab gives a copy of it as it stands, or where it is gone a new one
    from the rest of the address. So a reload finds its state, and nobody steers another's lab.
    """
    key = st.session_state.get("lab_own", "")
    linked = st.query_params.get("lab", "")
    asked = {word: st.query_params[word] for word in WORDS if word in st.query_params}
    if key and labs().get(key) and not (asked and not linked):
        pass
    else:
        key = (linked and labs().copy(linked)) or _begun(asked)
        st.session_state["lab_own"] = key
    task = labs().get(key)
    if task is None:  # given up between two lines: too many labs
        key = labs().create(Setting())
        st.session_state["lab_own"] = key
        task = labs().get(key)
        assert task is not None
    return key, task


def _begun(asked: dict[str, str]) -> str:
    try:
        return labs().create(from_link(asked))
    except GanvasError as error:
        st.warning(say(error), icon=":material/link_off:")
        return labs().create(Setting())


def note_address(key: str, made: Setting, view: dict[str, str]) -> None:
    """Write the whole state into the address: id, setting, and how it is looked at."""
    words = {"lab": key, **to_link(made), **view}
    for word in (*WORDS, "layers", "raw"):
        if word not in words and word in st.query_params:
            del st.query_params[word]
    for word, value in words.items():
        if st.query_params.get(word) != value:
            st.query_params[word] = value


def forget_lab() -> None:
    """Let the session's lab go: it has ended."""
    st.session_state.pop("lab_own", None)
    st.query_params.pop("lab", None)
