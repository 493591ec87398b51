"""Credits and licences."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.shell.language import LOCALES, _, current

st.title(_("Credits"))
st.caption(_("Whose work this stands on, and under which licences."))
translated = LOCALES / "zh_CN" / "NOTICE.md"
english = Path(__file__).resolve().parents[1] / "NOTICE.md"
st.markdown((translated if current() == "zh" else english).read_text(encoding="utf-8"))
