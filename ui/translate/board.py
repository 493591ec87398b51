"""The board of the Translate page: what one draws on, and what the model makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gan_core.data.tasks import Task
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from gan_core.translation import fills, sources_of, task_of
from ui.components.drawing_board.component import MOST_TEXT, Ink, Paper, drawing_board
from ui.models.cache import model_cache
from ui.models.picker import model_key, widgets_key
from ui.shell.language import _, current
from ui.translate.routes import BASE
from ui.translate.start import Start

_DRAWING, _START = "translate_drawing", "translate_start"
_HOLE = [Ink("#999999", "")]
_GREYS = ("#000000", "#555555", "#aaaaaa", "#ffffff")
_COLOURS = ("#000000", "#d22f27", "#f1b31c", "#5c9e31", "#61b2e4", "#8967aa", "#ffffff")


def board(model: Model, start: Start, moments: Sequence[tuple[str, str]] = ()) -> str:
    """Draw the board on `start`; return the drawing, which stands in the address too.

    moments: (text, address) of other models that make something of the drawing too.
    """
    spec, task = sources_of(model), task_of(model)
    name = model_cache().put(model_key(model), model)
    answers = [*_more(model, f"{BASE}/{name}"), *moments]
    if st.session_state.setdefault(_START, start.name) != start.name:  # its strokes go with it
        st.session_state[_START], st.session_state[_DRAWING] = start.name, ""
    paper = Paper(
        size=spec.size,
        channels=spec.channels,
        inks=_HOLE if fills(model) else inks_of(task, spec.channels),
        crisp=task is not None and bool(task.meanings),
        holes=fills(model),
        base=None if start.source is None else png(start.source),
        truth=None if start.truth is None else png(to_bytes(start.truth)),
    )
    drawing = drawing_board(
        f"{BASE}/{name}",
        paper,
        first=str(st.session_state.get(_DRAWING, st.query_params.get("drawing", ""))),
        others=answers,
        version="/".join([current(), widgets_key(), str(model.backwards), start.name]),
        key="drawing_board",
    )
    st.session_state[_DRAWING] = drawing
    if drawing and len(drawing) <= MOST_TEXT:
        st.query_params["drawing"] = drawing
    else:
        st.query_params.pop("drawing", None)
    return drawing


def _more(model: Model, address: str) -> list[tuple[str, str]]:
    """Return (text, address) of what else is made: without a network; or there and back again."""
    if model.recipe.back is not None:
        texts = {"again": _("and back again"), "error": _("how far that is from the source")}
        return [(text, f"{address}/{part}") for part, text in texts.items()]
    degradation = model.design.degradation
    plainly = "" if degradation is None else degradation.plainly
    return [(_(plainly), f"{address}/plain")] if plainly else []


def inks_of(task: Task | None, channels: int) -> list[Ink]:
    """Return what one draws with: meanings, black alone, greys, or some colours."""
    if task is not None and task.meanings:
        return [Ink(one.colour, _(one.name)) for one in task.meanings]
    if task is not None and task.ink:
        return [Ink("#000000", _("black"))]
    colours = _GREYS if channels == 1 else _COLOURS
    return [Ink(colour, colour) for colour in colours]
