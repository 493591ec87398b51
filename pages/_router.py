"""The frame of every page: navigation and language. app.py serves this script."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.components.spoken.component import spoken
from ui.shell.compute import one_thread
from ui.shell.language import TAGS, _, choose_language, current

st.set_page_config(
    page_title="Ganvas", page_icon=str(Path(__file__).parent / "icon.png"), layout="wide"
)

one_thread()

_PAGES = {
    _("Learn"): [
        st.Page("home.py", title=_("Home"), icon=":material/home:", default=True),
        st.Page("lab.py", title=_("2-D lab"), icon=":material/bubble_chart:", url_path="lab"),
        st.Page("dirac.py", title=_("Dirac-GAN"), icon=":material/cyclone:", url_path="dirac"),
    ],
    _("Train"): [
        st.Page("train.py", title=_("Train"), icon=":material/model_training:", url_path="train"),
        st.Page("runs.py", title=_("Runs"), icon=":material/history:", url_path="runs"),
    ],
    _("Explore"): [
        st.Page("latent.py", title=_("Latent space"), icon=":material/explore:", url_path="latent"),
        st.Page(
            "translate.py", title=_("Translate"), icon=":material/brush:", url_path="translate"
        ),
        st.Page(
            "text.py", title=_("Text and sequences"), icon=":material/edit_note:", url_path="text"
        ),
        st.Page(
            "discriminator.py",
            title=_("What D sees"),
            icon=":material/visibility:",
            url_path="discriminator",
        ),
        st.Page(
            "evaluation.py",
            title=_("Evaluation"),
            icon=":material/grading:",
            url_path="evaluation",
        ),
    ],
    _("Manage"): [
        st.Page("data.py", title=_("Data"), icon=":material/dataset:", url_path="data"),
        st.Page("models.py", title=_("Models"), icon=":material/deployed_code:", url_path="models"),
        st.Page("credits.py", title=_("Credits"), icon=":material/copyright:", url_path="credits"),
    ],
}

page = st.navigation(_PAGES, expanded=True)
with st.sidebar:
    choose_language()
    spoken(TAGS[current()])
page.run()
