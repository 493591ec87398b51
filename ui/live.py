"""The panel of a run: numbers, sample grid and curves; they follow it while it trains."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import UserError
from gan_core.runs.engine import engine
from gan_core.runs.view import RunView, view
from ui.changes import change_settings
from ui.charts import curves_chart
from ui.components.live import following
from ui.components.picture import picture
from ui.doctor import doctor
from ui.language import _, current, plain, say
from ui.live_routes import BASE, SECONDS, seconds_between
from ui.run_shown import charts_of, numbers_of, trouble_of
from ui.weights import choose_weights

DOCTOR_SECONDS = 3.0


def live_panel(run_id: str, state: str) -> None:
    """Draw the run; while somebody trains it, its parts ask for what is new without a page run.

    state: what the buttons were drawn for; once the run is in another one the page runs again.
    """
    now = view(run_id, watch=True)
    if now.live is None:
        _still(now)
        return
    url, lang = f"{BASE}/{run_id}", current()
    following("numbers", url, lang=lang, state=state)
    left, right = st.columns([2, 3])
    with left:
        raw = choose_weights("weights", averaged=now.frame is None or bool(now.frame.average))
        following("picture", url, lang=lang, raw=raw)
        slower = seconds_between(len(engine().running())) / SECONDS
        st.fragment(_doctor, run_every=DOCTOR_SECONDS * slower)(run_id)
    with right:
        following("charts", url, lang=lang)
        st.fragment(_settings)(run_id)


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


def _still(now: RunView) -> None:
    numbers(now)
    left, right = st.columns([2, 3])
    with left:
        _grid(now)
        doctor(now)
    with right:
        charts(now, key="live")


def numbers(now: RunView) -> None:
    """Draw the row of numbers, how much is done, and what is wrong where something is."""
    with st.container(horizontal=True):  # wraps on a narrow screen
        for label, value in numbers_of(now, _).items():
            st.metric(label, value, width=170)
    st.progress(now.share_done())
    trouble = trouble_of(now, _)
    if trouble is not None:
        st.warning(plain(trouble), icon=":material/save:")
    if now.live is None and now.status.why is not None:
        st.error(say(now.status.why), icon=":material/error:")


def _grid(now: RunView) -> None:
    frame = now.frame
    if frame is None:
        st.container(height=240).caption(_("The first pictures come with the first step."))
        return
    raw = choose_weights("weights", averaged=frame.average is not None)
    alt = _("Samples from fixed noise at step {step}").format(step=frame.step)
    picture(frame.shown(raw=raw), alt=alt, key="live_grid")
    st.caption(
        _("The same noise at every step, now at step {step}.").format(step=f"{frame.step:,}")
    )


def charts(now: RunView, key: str) -> None:
    """Draw the run's curves."""
    for chart in charts_of(now, _):
        curves_chart(now, chart, steps=_("step"), key=f"{key}_{chart.key}")
