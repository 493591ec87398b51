"""Credits and licences."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.language import _

st.title(_("Credits"))
st.caption(_("Whose work this stands on, and under which licences."))
st.markdown((Path(__file__).resolve().parents[1] / "NOTICE.md").read_text(encoding="utf-8"))
