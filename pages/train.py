"""Train a GAN and watch it."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import UserError
from gan_core.runs.reading.view import view
from ui.shell.language import _, say
from ui.shell.links import forget, linked
from ui.train.controls import others_running, run_controls
from ui.train.live import live_panel
from ui.train.setup import setup

st.title(_("Train"))
run_id = linked("run")
if run_id:
    try:
        view(run_id)
    except UserError as error:
        st.warning(say(error), icon=":material/link_off:")
        forget("run")
        run_id = ""

if run_id:
    st.caption(
        _("Watch the run live. It goes on when you leave this page; its link finds it again.")
    )
    live_panel(run_id, run_controls(run_id))
else:
    st.caption(_("Choose a GAN and data, then start: it trains here while you watch."))
    others_running()
    setup()
