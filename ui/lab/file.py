"""The lab as a file: take it home, and go on from one that somebody saved."""

from __future__ import annotations

import re
import tempfile
from concurrent.futures import CancelledError
from pathlib import Path

import streamlit as st

from gan_core.errors import N_, GanvasError, UserError
from gan_core.lab.bench import Bench
from gan_core.lab.saving import pack_lab, read_lab
from gan_core.lab.task import LabTask
from ui.lab.knobs import tell
from ui.lab.routes import labs
from ui.shell.language import _, say

WAIT_SECONDS = 10.0
REFUSED = "lab_file_refused"


def file_of(task: LabTask) -> None:
    """Draw the two ways: a download of the lab as it stands, and a place for a file."""
    title, why = _("Save this lab to a file, or open one"), st.session_state.pop(REFUSED, None)
    with st.expander(title, icon=":material/save:", key="lab_file_fold", expanded=why is not None):
        left, right = st.columns(2, gap="large")
        with left:
            st.write(
                _(
                    "The file holds data, settings, both networks with what their optimizers "
                    "remember, and the curves: opened again, the lab plays on as it would have. "
                    "A link does the same only as long as this server keeps the lab."
                )
            )
            st.download_button(
                _("Save"),
                lambda: _content(task),
                f"lab-{task.status.config.shape}.safetensors",
                "application/octet-stream",
                key="lab_save",
                icon=":material/download:",
                on_click="ignore",
            )
        with right:
            st.file_uploader(
                _("A lab's file"),
                type=["safetensors"],
                key="lab_file",
                on_change=_open_file,
                args=(task,),
                help=_("What this lab has played is given up for it. It opens paused."),
            )
            if why is not None:
                st.error(say(why), icon=":material/block:")


def _content(task: LabTask) -> bytes:
    future = task.ask(lambda: pack_lab(task.bench))
    labs().wake()
    try:
        return future.result(WAIT_SECONDS)
    except (CancelledError, TimeoutError):
        future.cancel()
        raise UserError(N_("The lab did not answer; try again.")) from None


def _open_file(task: LabTask) -> None:
    """Go on from the file that was just chosen; say why where it holds no lab."""
    file = st.session_state["lab_file"]
    if file is None:
        return
    try:
        bench = _read(file.name, file.getvalue())
    except GanvasError as error:
        st.session_state[REFUSED] = error.message
        st.toast(say(error), icon=":material/block:", duration="long")
        return

    def go_on() -> None:
        task.playing = False  # so that it is seen as it was saved
        task.go_on_from(bench)

    if tell(task, go_on):
        st.session_state["lab_painting"] = False
        st.session_state["lab_attention"] = int(st.session_state.get("lab_attention", 0)) + 1


def _read(name: str, content: bytes) -> Bench:
    # The browser may say any name.
    plain = re.sub(r"[^\w .()-]", "_", name)[-80:].lstrip(".") or "lab"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / plain
        path.write_bytes(content)
        return read_lab(path)
