"""The list of runs, and what can be done with one: rename, duplicate, delete with undo, export."""

from __future__ import annotations

import hashlib

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.runs.config import NAME_LIMIT
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from gan_core.runs.reading.export import folder_zip, readings_csv
from gan_core.runs.reading.view import RunView
from ui.runs.rows import Row, all_rows
from ui.shell.language import _, plain, say
from ui.shell.links import forget, go, linked, remember
from ui.train.controls import to_its_model
from ui.train.live_routes import SECONDS, seconds_between

LIST_SECONDS, IDLE_SECONDS = 5.0, 15.0
"""How often the list is read again while something trains, and while nothing does."""


def run_list() -> None:
    """Draw the filter and the table, which follows the runs; a chosen row is shown below."""
    running = len(engine().running())
    every = LIST_SECONDS * seconds_between(running) / SECONDS if running else IDLE_SECONDS
    with_page = [True]  # the first time the rest of the page is drawn after it anyway
    st.fragment(_list, run_every=every)(with_page, bool(running))


def _list(with_page: list[bool], busy: bool) -> None:
    alone = not with_page
    with_page.clear()
    text = st.text_input(
        _("Filter"),
        key="run_filter",
        placeholder=_("name, GAN, data set or state"),
        icon=":material/search:",
    )
    rows = [row for row in all_rows() if not text or row.has(text)]
    before = linked("show")
    if rows:
        _choose(rows, before)
    else:
        st.info(_("No run matches. Clear the filter."), icon=":material/filter_alt_off:")
    if alone and (linked("show") != before or bool(engine().running()) != busy):
        st.rerun()  # the rest of the page shows the run; the list is read more or less often


def _choose(rows: list[Row], before: str) -> None:
    """Draw the table; what is chosen there goes into the address."""
    at = [number for number, row in enumerate(rows) if row.id == (before or rows[0].id)]
    table = st.dataframe(
        [row.cells() for row in rows],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": at}},
        column_config={_("Step"): st.column_config.NumberColumn(format="localized")},
        # A selection is a row's number: with another list of runs it would mean another run.
        key=f"runs_table_{_fingerprint(rows)}",
    )
    selection = [row for row in table.selection.rows if row < len(rows)]
    if selection:
        remember("show", rows[selection[0]].id)
    elif not before:
        remember("show", rows[0].id)


def _fingerprint(rows: list[Row]) -> str:
    return hashlib.sha256(" ".join(row.id for row in rows).encode()).hexdigest()[:16]


def run_actions(now: RunView) -> None:
    """Draw the run's name and its buttons."""
    st.subheader(plain(now.config.name), anchor=False)
    run_id = now.folder.id
    recorded = Store().is_recorded(run_id)
    with st.container(horizontal=True):
        if not recorded:
            if st.button(_("Open in Train"), icon=":material/monitoring:", key="open_train"):
                go("train.py", run=run_id)
            to_its_model(now, "to_latent")
            with st.popover(_("Rename"), icon=":material/edit:"):
                _rename(now)
            if st.button(_("Duplicate"), icon=":material/content_copy:", key=f"duplicate_{run_id}"):
                _duplicate(now)
            live = now.live is not None
            if st.button(
                _("Delete"),
                icon=":material/delete:",
                key=f"delete_{run_id}",
                disabled=live,
                help=_("Stop it first.") if live else None,
            ):
                _delete(now)
        name = f"{run_id}"
        st.download_button(
            "CSV", lambda: readings_csv(now.folder), f"{name}.csv", "text/csv", key="csv"
        )
        st.download_button(
            "ZIP", lambda: folder_zip(now.folder), f"{name}.zip", "application/zip", key="zip"
        )


def _rename(now: RunView) -> None:
    with st.form("rename", border=False):
        name = st.text_input(_("New name"), value=now.config.name, max_chars=NAME_LIMIT)
        if st.form_submit_button(_("Rename")):
            try:
                Store().rename(now.folder.id, name)
            except GanvasError as error:
                st.error(say(error))
            else:
                st.toast(_("Renamed: {name}").format(name=plain(name)), icon=":material/edit:")
                st.rerun()


def _duplicate(now: RunView) -> None:
    name = _("{name} (copy)").format(name=now.config.name[:50])
    try:
        copy = Store().duplicate(now.folder.id, name)
    except GanvasError as error:
        st.error(say(error))
        return
    remember("show", copy.id)
    st.rerun()


def _delete(now: RunView) -> None:
    try:
        Store().delete(now.folder.id)
    except GanvasError as error:
        st.error(say(error))
        return
    st.session_state["deleted_run"] = (now.folder.id, now.config.name)
    forget("show")
    st.rerun()


def undo_bar() -> None:
    """Offer to bring the run back that was deleted last."""
    deleted = st.session_state.get("deleted_run")
    if not deleted:
        return
    run_id, name = deleted
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(_("Deleted: {name}").format(name=plain(name)))
        if st.button(_("Undo"), icon=":material/undo:", key="undo_delete"):
            try:
                Store().restore(run_id)
                remember("show", run_id)
            except GanvasError as error:
                st.error(say(error))
            st.session_state.pop("deleted_run")
            st.rerun()
