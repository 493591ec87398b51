"""The 2-D lab: a GAN on points in the plane, live, with everything within reach."""

from __future__ import annotations

import streamlit as st

from gan_core.data.plane import SHAPES, decode_drawing, encode_drawing, shape
from gan_core.errors import GanvasError
from gan_core.lab.setting import DRAWN
from gan_core.lab.task import LabTask
from ui.components.lab import LAYERS, LabState, lab
from ui.lab_knobs import begin_again, live_knobs, names, refusal, structure_form
from ui.lab_own import forget_lab, note_address, own_lab
from ui.lab_routes import BASE
from ui.lab_scenes import scenes
from ui.language import _, say

DEFAULT_LAYERS = ("real", "fake", "field", "arrows")


def _choose_data(task: LabTask) -> bool:
    """Draw the choice of data; True while the user paints some."""
    st.session_state["lab_data"] = (
        DRAWN if st.session_state.get("lab_painting") else task.shown.setting.shape
    )
    st.segmented_control(
        _("Data (another set begins again at step 0)"),
        [*SHAPES, DRAWN],
        format_func=lambda name: _("Draw your own") if name == DRAWN else _(shape(name).title),
        key="lab_data",
        required=True,
        on_change=_data_chosen,
        args=(task,),
    )
    return bool(st.session_state.get("lab_painting"))


def _data_chosen(task: LabTask) -> None:
    name = st.session_state["lab_data"]
    st.session_state["lab_painting"] = name == DRAWN
    if name != DRAWN:
        begin_again(task, shape=name, drawing="")


def _linked_layers() -> tuple[str, ...]:
    words = st.query_params.get("layers")
    if words is None:
        return DEFAULT_LAYERS
    return tuple(layer for layer in LAYERS if layer in words.split(","))


def _view_words(state: LabState, before: tuple[str, ...]) -> dict[str, str]:
    """Return how the lab is looked at, as words of the address; the default needs none."""
    layers = before if state.layers is None else state.layers
    words = {} if set(layers) == set(DEFAULT_LAYERS) else {"layers": ",".join(layers) or "none"}
    raw = st.query_params.get("raw") == "1" if state.raw is None else state.raw
    return words | ({"raw": "1"} if raw else {})


def _cells(task: LabTask) -> list[tuple[int, int]]:
    made = task.shown.setting
    return decode_drawing(made.drawing) if made.shape == DRAWN else []


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
    begin_again(task, shape=DRAWN, drawing=code)
    st.rerun()


st.title(_("2-D lab"))
key, task = own_lab()
painting = _choose_data(task)
refusal()
layers = _linked_layers()
state = lab(
    f"{BASE}/{key}",
    key=f"lab_{key}",
    layers=layers,
    raw=st.query_params.get("raw") == "1",
    settings=str(task.shown.setting.changes),
    names=names(),
    draw=painting,
    cells=_cells(task),
)
if state.gone:
    forget_lab()
    st.rerun()
_painted(task, state)
live_knobs(task)
with st.expander(_("Networks, latent and seed"), icon=":material/lan:"):
    structure_form(task)
scenes(task)
note_address(key, task.shown.setting, _view_words(state, layers))
