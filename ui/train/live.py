"""The panel of a run: numbers, sample grid and curves; they follow it."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import UserError
from gan_core.runs.engine.current import engine
from gan_core.runs.reading.view import RunView, view
from ui.components.live.component import following
from ui.models.weights import choose_weights
from ui.shell.language import _, current, say
from ui.train.changes import change_settings
from ui.train.doctor import doctor
from ui.train.live_routes import BASE, SECONDS, seconds_between

DOCTOR_SECONDS = 3.0


def live_panel(run_id: str, situation: str) -> None:
    """Draw the run: its parts ask by themselves for what is new, often while somebody trains it.

    situation: what the buttons were drawn for; once it is another one the page runs again.
    """
    now = view(run_id, watch=True)
    numbers(run_id, situation)
    why_it_ended(now)
    left, right = st.columns([2, 3])
    with left:
        raw = choose_weights("weights", averaged=now.frame is None or bool(now.frame.average))
        following("picture", f"{BASE}/{run_id}", lang=current(), raw=raw)
        slower = seconds_between(len(engine().running())) / SECONDS
        every = DOCTOR_SECONDS * slower if now.live else None
        st.fragment(_doctor, run_every=every)(run_id)
        if now.live:
            st.fragment(_settings)(run_id)
    with right:
        charts(run_id)


def numbers(run_id: str, situation: str | None = None) -> None:
    """Draw the row of numbers, how much is done, and what is wrong where something is."""
    following("numbers", f"{BASE}/{run_id}", lang=current(), state=situation)


def charts(run_id: str) -> None:
    """Draw the run's curves, and on demand every reading that there is."""
    whole = st.toggle(
        _("All readings"),
        key="all_readings",
        help=_("Also the parts of each loss, how often D ranks right, and how diverse fakes are."),
        persist_state="session",
    )
    following("charts", f"{BASE}/{run_id}", lang=current(), whole=whole)


def why_it_ended(now: RunView) -> None:
    """Say what went wrong with a run that nobody trains, where something did."""
    if now.live is None and now.status.why is not None:
        st.error(say(now.status.why), icon=":material/error:")


def _doctor(run_id: str) -> None:
    try:
        doctor(view(run_id, watch=True))
    except UserError as error:
        st.error(say(error))


def _settings(run_id: str) -> None:
    try:
        change_settings(view(run_id))
    except UserError as error:
        st.error(say(error))
