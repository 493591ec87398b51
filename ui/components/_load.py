"""Registering a component from the .js, .css file pair beside its Python wrapper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent


def component(name: str) -> Any:
    """Return the mount callable of the component whose script is NAME.js in this folder."""
    return st.components.v2.component(
        f"ganvas_{name}",
        html="<div class='root'></div>\n",
        css=(_FOLDER / "style.css").read_text(encoding="utf-8"),
        js=(_FOLDER / f"{name}.js").read_text(encoding="utf-8"),
    )


def nothing() -> None:
    """Do nothing: a component state needs a callback to exist before its first change."""
