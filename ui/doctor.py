"""The doctor's box on a run's page: the state, why, after whom, and remedies by one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from gan_core.doctor import TITLES, Diagnosis, diagnose
from gan_core.errors import GanvasError
from gan_core.remedies import Remedy
from gan_core.runs.engine import engine
from gan_core.runs.store import Store
from gan_core.runs.view import RunView
from ui.language import _, plain, say
from ui.links import remember
from ui.run_controls import wait_for

ICONS = {
    "early": ":material/hourglass_top:",
    "healthy": ":material/favorite:",
}


def doctor(now: RunView) -> None:
    """Draw what the doctor says of the run as it is now."""
    recipe, params = now.config.recipe_and_settings()
    found = diagnose(now.signs(), recipe, params)
    with st.container(border=True, key="doctor"):
        icon = ICONS.get(found.state, ":material/stethoscope:")
        who = _("Doctor")
        st.markdown(f"{icon} **{who}: {_(TITLES[found.state])}**  \n{say(found.why)}")
        if found.source:
            st.caption(_("After {source}").format(source=plain(found.source)))
        if found.remedies and not Store().is_recorded(now.folder.id):
            _remedies(now, found)
    if now.live is not None and now.live.refused is not None:
        st.error(say(now.live.refused), icon=":material/error:")


def _remedies(now: RunView, found: Diagnosis) -> None:
    st.caption(_("What may help; one click each. A branch leaves this run as it is."))
    for number, remedy in enumerate(found.remedies):
        with st.container(horizontal=True, vertical_alignment="center", key=f"remedy_{number}"):
            if now.live is not None and st.button(
                _("Apply"), icon=":material/healing:", key=f"apply_{found.state}_{number}"
            ):
                _apply(now, remedy)
            if st.button(
                _("In a branch"), icon=":material/fork_right:", key=f"branch_{found.state}_{number}"
            ):
                _branch(now, remedy)
            st.markdown(say(remedy.text))


def _apply(now: RunView, remedy: Remedy) -> None:
    try:
        engine().command(now.folder, "change", remedy.changes)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    wait_for(now.folder.id, 1.0)
    st.toast(_("Changed from the next step on: {what}").format(what=as_words(remedy.changes)))


def _branch(now: RunView, remedy: Remedy) -> None:
    try:
        with st.spinner(_("Copying the run at its newest checkpoint …")):
            name = f"{now.config.name}, {as_words(remedy.changes)}"[:64]
            copy = Store().branch(now.folder.id, name, remedy.changes)
            engine().submit(copy)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    remember("run", copy.id)
    st.rerun()


def as_words(changes: Mapping[str, Any]) -> str:
    """Return settings as "lr 0.0005, r1 0.1"."""
    shown = {k: f"{v:g}" if isinstance(v, float) else str(v) for k, v in changes.items()}
    return ", ".join(f"{key} {value}" for key, value in shown.items())
