"""How good a model is, by numbers beside those of real pictures, and whether it only copies."""

from __future__ import annotations

import streamlit as st

from gan_core.data.spec import Pictures
from ui.evaluation.birthday import birthday_panel
from ui.evaluation.data import choose_data
from ui.evaluation.nearest import nearest_panel
from ui.evaluation.scores import scores_panel
from ui.models.picker import caption_of, choose_model
from ui.shell.language import _

st.title(_("Evaluation"))
st.caption(
    _(
        "Is it good, is it varied, does it only copy? No one number answers all three. Each score "
        "stands beside the same score of real data."
    )
)
model = choose_model()
if model is not None:
    st.caption(caption_of(model))
    name = choose_data(model)
    if name:
        scores_panel(model, name)
        if isinstance(model.spec, Pictures):
            nearest_panel(model, name)
            birthday_panel(model, name)
        else:
            st.info(
                _(
                    "What is left out here compares pixels: the nearest training pictures and the "
                    "birthday test. This model makes no pictures."
                ),
                icon=":material/hide_image:",
            )
