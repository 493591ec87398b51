"""Registering a component from the scripts and styles beside its Python wrapper."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{ \w+(?:,\s+\w+)* \} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)
_TYPES = re.compile(r"^ */\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)


def component(name: str) -> ComponentRenderer:
    """Return the mount callable of the component in folder NAME, whose script is NAME.js.

    Its own styles, NAME.css where there are any, follow the shared ones.
    """
    css = _text(_FOLDER / "style.css")
    own = _FOLDER / name / f"{name}.css"
    if own.exists():
        css += _text(own)
    return st.components.v2.component(
        f"ganvas_{name}",
        html="<div class='root'></div>\n",
        css=css,
        js=assembled(name),
    )


def assembled(name: str) -> str:
    """Return one ES module out of NAME.js of folder NAME and all that it imports.

    Streamlit takes a component's script as one text, which cannot import others beside it. So they
    stand in one scope, what is imported before what imports it, without their comments on types.
    They import by name from the same folder, in no circle, and no two declare the same name.
    """
    texts: dict[str, str] = {}
    needs: dict[str, list[str]] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in needs:
            texts[one] = _text(_FOLDER / name / f"{one}.js")
            needs[one] = _IMPORT.findall(texts[one])
            waiting += needs[one]
    return "\n".join(_bare(texts[one]) for one in TopologicalSorter(needs).static_order())


def _bare(script: str) -> str:
    for pattern in (_TYPES, _IMPORT, _EXPORT):
        script = pattern.sub("", script)
    return script


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def nothing() -> None:
    """Do nothing: a component state needs a callback to exist before its first change."""
