"""Runs: replay, rename, duplicate, delete, export."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import UserError
from gan_core.runs.reading.view import view
from ui.runs.replay import replay_strip
from ui.runs.table import run_actions, run_list, undo_bar
from ui.shell.language import _, say
from ui.shell.links import forget, linked
from ui.train.live import charts, numbers, why_it_ended

REPLAY_SECONDS = 15.0
"""How often the strip of a run that trains takes in its newest pictures."""

st.title(_("Runs"))
st.caption(_("Every run is kept: replay it, read its curves, copy it, or take it home."))
undo_bar()
run_list()
run_id = linked("show")
if run_id:
    try:
        now = view(run_id)
    except UserError as error:
        st.warning(say(error), icon=":material/link_off:")
        forget("show")
    else:
        run_actions(now)
        numbers(run_id, now.situation)
        why_it_ended(now)
        left, right = st.columns([2, 3], gap="large")
        with left:
            every = REPLAY_SECONDS if now.live else None
            st.fragment(replay_strip, run_every=every)(now.folder, key="replay")
        with right:
            charts(run_id)
else:
    st.info(_("Choose a run in the list to replay it."), icon=":material/touch_app:")
