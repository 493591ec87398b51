"""The doctor's box on a run's page: the state, why, after whom, and remedies by one click."""

from __future__ import annotations

import streamlit as st

from gan_core.diagnosis.doctor import Diagnosis, diagnose
from gan_core.diagnosis.states import TITLES
from gan_core.diagnosis.symptoms import symptoms_of
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import RunView
from ui.shell.language import _, plain, say
from ui.train.changes import apply, branch

ICONS = {
    "early": ":material/hourglass_top:",
    "healthy": ":material/favorite:",
    "unseen": ":material/visibility_off:",
}


def doctor(now: RunView) -> None:
    """Draw what the doctor says of the run as it is now."""
    roles = now.config.roles
    symptoms = now.read(lambda history: symptoms_of(history, roles))
    diagnosis = diagnose(symptoms, now.config.gan, now.config.settings)
    with st.container(border=True, key="doctor"):
        icon = ICONS.get(diagnosis.state, ":material/stethoscope:")
        title = _("Doctor: {state}").format(state=_(TITLES[diagnosis.state]))
        st.markdown(f"{icon} **{title}**  \n{say(diagnosis.why)}")
        if diagnosis.paper:
            st.caption(_("After {source}").format(source=plain(diagnosis.paper)))
        if diagnosis.remedies and not Store().is_recorded(now.folder.id):
            _remedies(now, diagnosis)
    if now.live is not None and now.live.refused is not None:
        st.error(say(now.live.refused), icon=":material/error:")


def _remedies(now: RunView, diagnosis: Diagnosis) -> None:
    st.caption(_("What may help; one click each. A branch leaves this run as it is."))
    for number, remedy in enumerate(diagnosis.remedies):
        st.markdown(say(remedy.text))
        with st.container(horizontal=True, vertical_alignment="center", key=f"remedy_{number}"):
            if now.live is not None and st.button(
                _("Apply"), icon=":material/healing:", key=f"apply_{diagnosis.state}_{number}"
            ):
                apply(now, remedy.changes)
            if st.button(
                _("In a branch"),
                icon=":material/fork_right:",
                key=f"branch_{diagnosis.state}_{number}",
            ):
                branch(now, remedy.changes)
