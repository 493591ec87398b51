"""The 2-D lab: a GAN on points in the plane, live, with everything within reach."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gan_core.data.plane import SHAPES, decode_drawing, encode_drawing, shape
from gan_core.errors import GanvasError
from gan_core.lab.config import DRAWN
from gan_core.lab.task import LabTask
from ui.components.lab.component import LAYERS, LabState, LabView, lab
from ui.lab.article import article
from ui.lab.file import file_of
from ui.lab.intro import introduction
from ui.lab.knobs import begin_again, live_knobs, names, refusal, structure_form
from ui.lab.own import forget_lab, note_address, own_lab, wait_for_first_picture
from ui.lab.routes import BASE
from ui.lab.scenes import scene_in_force, scenes
from ui.shell.language import _, say

DEFAULT_LAYERS = ("real", "fake", "field", "arrows")


def _head() -> DeltaGenerator:
    """Draw the page's title; return its row, where the choice of data follows.

    One row, so that the whole lab is seen without scrolling on a screen of 1280 by 800.
    """
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.header(
        _("2-D lab"), help=_("Other data begin again at step 0."), anchor=False, width="content"
    )
    return row


def _choose_data(row: DeltaGenerator, task: LabTask, painting: bool) -> None:
    st.session_state["lab_data"] = DRAWN if painting else task.status.config.shape
    with row:
        st.segmented_control(
            _("Data (other data begin again at step 0)"),
            [*SHAPES, DRAWN],
            format_func=_title_of_data,
            key="lab_data",
            label_visibility="collapsed",
            wrap=True,
            on_change=_begin_with_data,
            args=(task,),
        )


def _title_of_data(name: str) -> str:
    return ":material/draw: " + _("Draw") if name == DRAWN else _(shape(name).title)


def _begin_with_data(task: LabTask) -> None:
    """Begin again with what was chosen; a second press on "Draw" opens or leaves the sheet."""
    name, painting = st.session_state["lab_data"], bool(st.session_state.get("lab_painting"))
    shape = task.status.config.shape
    st.session_state["lab_painting"] = name == DRAWN or (
        name is None and shape == DRAWN and not painting
    )
    if name not in (None, DRAWN, shape):
        begin_again(task, play=True, shape=name, drawing="")


def _linked_layers() -> tuple[str, ...]:
    words = st.query_params.get("layers")
    if words is None:
        return DEFAULT_LAYERS
    layers = tuple(layer for layer in LAYERS if layer in words.split(","))
    return layers if layers or words == "none" else DEFAULT_LAYERS


def _view_words(state: LabState, before: tuple[str, ...]) -> dict[str, str]:
    """Return how the lab is looked at, as words of the address; the default needs none."""
    layers = before if state.layers is None else state.layers
    words = {} if set(layers) == set(DEFAULT_LAYERS) else {"layers": ",".join(layers) or "none"}
    raw = st.query_params.get("raw") == "1" if state.raw is None else state.raw
    return words | ({"raw": "1"} if raw else {})


def _cells(task: LabTask) -> list[tuple[int, int]]:
    config = task.status.config
    return decode_drawing(config.drawing) if config.shape == DRAWN else []


def _painted(task: LabTask, state: LabState) -> None:
    """Begin again on what was just painted."""
    drawing = state.drawing
    if drawing is None or drawing.number == st.session_state.get("lab_painted"):
        return
    st.session_state["lab_painted"] = drawing.number
    try:
        code = encode_drawing(drawing.cells)
    except GanvasError as error:
        st.error(say(error))
        return
    st.session_state["lab_painting"] = False
    begin_again(task, play=True, shape=DRAWN, drawing=code)
    st.rerun()


key, task = own_lab()
painting = bool(st.session_state.get("lab_painting"))
head = _head()
layers = _linked_layers()
state = lab(
    f"{BASE}/{key}",
    LabView(
        layers=layers,
        raw=st.query_params.get("raw") == "1",
        settings=str(task.status.config.changes),
        names=names(),
        attention=int(st.session_state.get("lab_attention", 0)),
        draw=painting,
        cells=_cells(task),
    ),
    key=f"lab_{key}",
)
if state.gone:
    forget_lab()
    st.rerun()
if state.left:
    st.session_state["lab_painting"] = False
    st.rerun()
wait_for_first_picture(key, task)
_choose_data(head, task, painting)
_painted(task, state)
scene_in_force(task)
introduction()
refusal()
live_knobs(task)
with st.expander(_("Networks, latent and seed"), icon=":material/lan:", key="lab_networks"):
    structure_form(task)
scenes(task)
article()
file_of(task)
note_address(key, task, _view_words(state, layers))
