"""Changing a run's settings from its page: in the run itself, or in a branch of it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from gan_core.errors import GanvasError, UserError
from gan_core.runs.changing import with_changes
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import RunView
from gan_core.settings.base import applies
from ui.settings.form import changed_settings, say_wrong, split_fields
from ui.settings.words import branch_name, in_words
from ui.shell.language import _, say
from ui.shell.links import remember
from ui.shell.waiting import wait_for


def change_settings(now: RunView) -> None:
    """Draw the settings that may change while the run trains, and the two ways to change them."""
    counter = f"applied_{now.folder.id}"
    with st.expander(_("Change settings"), icon=":material/tune:"):
        changes = _changes(now, f"change_{now.folder.id}_{st.session_state.get(counter, 0)}_")
        with st.container(horizontal=True, vertical_alignment="center"):
            here = st.button(
                _("Apply"), icon=":material/tune:", key="apply_changes", disabled=not changes
            )
            beside = st.button(
                _("In a branch"),
                icon=":material/fork_right:",
                key="branch_changes",
                disabled=not changes,
            )
        if beside:
            branch(now, changes)
        if here and apply(now, changes):
            # Fresh fields: what was asked for is no longer "not applied yet".
            st.session_state[counter] = st.session_state.get(counter, 0) + 1
            st.rerun()
        st.caption(
            _(
                "Applied from the next step on and marked in the curves. A branch is a copy that "
                "goes on with the new settings from the newest checkpoint (Save makes one now); "
                "this run stays as it is. What shapes the networks is fixed: set up another run "
                "for that."
            )
        )


def _changes(now: RunView, prefix: str) -> dict[str, object]:
    """Draw the fields; return what is other than in force, nothing (and say why) if it is wrong."""
    recipe, settings = now.config.gan, now.config.settings
    fields = {
        key: field
        for group in split_fields(recipe)
        for key, field in group.items()
        if applies(field) == "live"
    }
    changes = changed_settings(recipe, settings.model_dump(), fields, prefix)
    try:
        if changes:
            with_changes(recipe, settings, changes)
    except UserError as error:
        say_wrong(recipe, error)
        return {}
    return changes


def apply(now: RunView, changes: Mapping[str, object]) -> bool:
    """Change the settings of the run that trains, from the next step on; False if it cannot be."""
    try:
        accepted = engine().command(now.folder, "change", changes)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return False
    if not accepted:
        st.error(_("The run has ended meanwhile; nothing was changed."), icon=":material/error:")
        return False
    wait_for(now.folder.id, 1.0)
    live = engine().live(now.folder.id)
    if live is not None and live.pending:
        text = _("Will be changed after the step in progress: {what}")
    elif live is not None and live.refused is not None:
        return False  # the doctor's box says why
    else:
        text = _("Changed from the next step on: {what}")
    st.toast(text.format(what=in_words(now.config.gan, changes, _)))
    return True


def branch(now: RunView, changes: Mapping[str, object]) -> None:
    """Let a copy of the run go on with other settings, and show it."""
    try:
        with st.spinner(_("Copying the run at its newest checkpoint …")):
            name = branch_name(now.config.name, now.config.gan, changes, _)
            name = Store().unused_name(name)
            copy = Store().branch(now.folder.id, name, changes)
            engine().submit(copy)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    remember("run", copy.id)
    st.rerun()
