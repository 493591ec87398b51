"""Registering a component from the scripts and styles beside its Python wrapper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


def component(name: str, scripts: Sequence[str] = ()) -> ComponentRenderer:
    """Return the mount callable of the component in folder NAME, whose script is NAME.js.

    scripts: for a large one several files instead, in this order (see `assembled`). Its own styles,
    NAME.css where there are any, follow the shared ones.
    """
    css = _text(_FOLDER / "style.css")
    own = _FOLDER / name / f"{name}.css"
    if own.exists():
        css += _text(own)
    return st.components.v2.component(
        f"ganvas_{name}",
        html="<div class='root'></div>\n",
        css=css,
        js=assembled(name, scripts or (name,)),
    )


def assembled(name: str, scripts: Sequence[str]) -> str:
    """Return one ES module out of the scripts of folder `name`.

    They share one scope and import nothing; exactly one of them has the `export default`.
    """
    return "\n".join(_text(_FOLDER / name / f"{script}.js") for script in scripts)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def nothing() -> None:
    """Do nothing: a component state needs a callback to exist before its first change."""
