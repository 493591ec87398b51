"""The same drawing through a run: the models that it has kept, for the board to ask."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.model import Model
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.library.models import open_model
from gan_core.runs.library.store import Store
from ui.models.cache import MOST_BYTES, model_cache, weight
from ui.models.picker import SHIPPED, model_key, widgets_key
from ui.shell.language import _
from ui.translate.routes import BASE

MOST = 10


def choose_moments(*, backwards: bool = False) -> list[tuple[str, str]]:
    """Draw the switch, where a run has kept several; return (text, address) of each.

    backwards: each is asked for the way back.
    """
    files = _files_of(widgets_key())
    if len(files) < 2:
        st.query_params.pop("moments", None)
        return []
    if not st.toggle(
        _("At up to {count} moments of the run").format(count=MOST),
        str(st.query_params.get("moments", "")) == "1",
        key="translate_moments",
        help=_("What the models that the run has kept make of the same drawing."),
    ):
        st.query_params.pop("moments", None)
        return []
    st.query_params["moments"] = "1"
    with st.spinner(_("Opening {count} moments …").format(count=len(files))):
        return _opened(tuple(files.items()), backwards)


def _files_of(run_id: str) -> dict[int, str]:
    if not run_id or run_id.startswith(SHIPPED):
        return {}
    try:
        return _files(run_id)
    except GanvasError:
        return {}  # an own file, or a run that is gone: the picker says so


def _files(run_id: str) -> dict[int, str]:
    """Return the newest checkpoint file of up to MOST steps, in order, evenly over the run."""
    folder = Store().get(run_id).path / "checkpoints"
    entries = sorted(Checkpoints(folder).entries(), key=lambda entry: entry.step)
    files = {entry.step: str(folder / entry.file) for entry in entries}
    steps = list(files)
    count = min(MOST, len(steps))
    places = [round(i * (len(steps) - 1) / max(1, count - 1)) for i in range(count)]
    return {steps[place]: files[steps[place]] for place in places}


def _opened(files: tuple[tuple[int, str], ...], backwards: bool) -> list[tuple[str, str]]:
    addresses: list[tuple[str, str]] = []
    room = MOST_BYTES // 2
    for step, file in files:
        try:
            model = _open(file, Path(file).stat().st_mtime_ns)
            model = model.reversed() if backwards else model
        except (GanvasError, OSError):
            continue  # a run that trains lets files go
        room -= weight(model)
        if room < 0 and addresses:
            break  # the cache would let the first ones go
        key = model_cache().put(model_key(model), model)
        addresses.append((_("step {step}").format(step=f"{step:,}"), f"{BASE}/{key}"))
    return addresses


@st.cache_resource(max_entries=2 * MOST, show_spinner=False)
def _open(file: str, mtime: int) -> Model:
    return open_model(file)
