"""What one begins to draw on: nothing, a held-out picture's source, or a picture of one's own."""

from __future__ import annotations

import hashlib

import streamlit as st

from gan_core.data.base import DataSet, Rows
from gan_core.data.decode import FORMATS
from gan_core.errors import N_, GanvasError
from gan_core.model import Model
from gan_core.sampling import data_of
from gan_core.translation import example, fills, own_source
from ui.shell.language import _, say
from ui.translate.frame import choose_frame
from ui.translate.start import Start

KINDS = {
    "blank": N_("a blank sheet"),
    "held_out": N_("a picture nobody trained on"),
    "own": N_("a picture of mine"),
}
LAST = 10**6


def choose_start(model: Model) -> Start:
    """Draw the choice and keep it in the address."""
    rows = _held_out(model)
    # On a blank sheet there is nothing to fill up.
    never = {"held_out"} if rows is None else {"blank"} if fills(model) else set()
    kinds = [kind for kind in KINDS if kind not in never]
    link = str(st.query_params.get("from", "")).split("-")
    first = link[0] if link[0] in kinds else ("held_out" if rows is not None else "blank")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            _("Begin with"),
            kinds,
            default=first,
            format_func=lambda name: _(KINDS[name]),
            required=True,
            key="start_kind",
        )
        if kind == "held_out" and rows is not None:
            start = _of_row(model, rows, link[1] if len(link) == 2 else "")
        elif kind == "own":
            start = _own(model)
        else:
            start = Start("blank")
    st.query_params["from"] = start.name if kind == "held_out" else str(kind)
    return choose_frame(model, start)


def _held_out(model: Model) -> Rows | None:
    """Return the part that was never trained on, with its sources, where it is here."""
    try:
        with st.spinner(_("Reading the data …")):
            content: DataSet = data_of(model)
    except GanvasError:
        return None
    rows = content.held_out
    has_sources = rows is not None and rows.sources is not None
    return rows if has_sources or model.design.degradation is not None else None


def _of_row(model: Model, rows: Rows, link: str) -> Start:
    last = len(rows) - 1
    first = min(int(link), last) if link.isdecimal() and len(link) < 7 else 0
    row = int(
        st.number_input(
            _("Number"),
            min_value=0,
            max_value=last,
            value=first,
            step=1,
            key="start_row",
            width=160,
        )
    )
    if model.design.degradation is not None:
        return Start(f"held_out-{row}", *example(model, rows.items, row))
    assert rows.sources is not None  # whoever calls has looked
    truth = model.pictures.to_numbers(rows.items[row : row + 1])[0]
    return Start(f"held_out-{row}", rows.sources[row], truth)


def _own(model: Model) -> Start:
    file = st.file_uploader(
        _("A picture; it is cropped and shrunk"),
        type=[kind.lower() for kind in FORMATS],
        key="start_file",
        max_upload_size=32,
    )
    if file is None:
        return Start("own")
    content = file.getvalue()
    try:
        source, truth = own_source(model, content)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return Start("own")
    st.caption(_("Your picture is not in the link: whoever opens it begins with a blank sheet."))
    return Start(f"own-{hashlib.sha256(content).hexdigest()[:12]}", source, truth)
