"""Registering a component from the scripts and styles beside its Python wrapper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent


def component(name: str, scripts: Sequence[str] = ()) -> Any:
    """Return the mount callable of the component whose script is NAME.js in this folder.

    scripts: for a large one the files of folder NAME instead, in this order (see `assembled`); its
    styles NAME/NAME.css follow the shared ones.
    """
    css = (_FOLDER / "style.css").read_text(encoding="utf-8")
    if scripts:
        css += (_FOLDER / name / f"{name}.css").read_text(encoding="utf-8")
    return st.components.v2.component(
        f"ganvas_{name}",
        html="<div class='root'></div>\n",
        css=css,
        js=assembled(name, scripts) if scripts else _script(_FOLDER / f"{name}.js"),
    )


def assembled(name: str, scripts: Sequence[str]) -> str:
    """Return one ES module out of the scripts of folder `name`.

    They share one scope and import nothing; exactly one of them has the `export default`.
    """
    return "\n".join(_script(_FOLDER / name / f"{script}.js") for script in scripts)


def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def nothing() -> None:
    """Do nothing: a component state needs a callback to exist before its first change."""
