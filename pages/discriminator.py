"""What D sees: its verdicts, the gradient that G learns from, D's maps and features."""

from __future__ import annotations

import streamlit as st

from gan_core.data.spec import Pictures
from gan_core.errors import UserError
from ui.discriminator.choices import choose_choices
from ui.discriminator.follow import follow_panel
from ui.discriminator.gradient import fakes_row
from ui.discriminator.look import data_name_of, looked
from ui.discriminator.maps import maps_panel
from ui.discriminator.norms import norms_chart
from ui.discriminator.probe import probe_panel
from ui.discriminator.verdicts import notes, real_row
from ui.models.picker import caption_of, choose_model
from ui.shell.language import _, say

st.title(_("What D sees"))
st.caption(
    _(
        "D tells real pictures from fakes. G never sees a real one: all that it is ever told is "
        "how its loss, through D's verdict on its fakes, would change with each of their pixels. "
        "That is the gradient shown here; G's weights then move so that its fakes change this way."
    )
)
model = choose_model(with_d=True)
if model is not None:
    st.caption(caption_of(model))
    if not isinstance(model.spec, Pictures):
        st.info(
            _("This page shows what D sees in pictures; this model makes none."),
            icon=":material/hide_image:",
        )
        st.stop()
    data_name = data_name_of(model)
    try:
        choices = choose_choices(model, data_name)
        look = looked(model, choices)
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        st.stop()
    for note in notes(model, look):
        st.caption(note)
    real_row(model, look, data_name)
    fakes_row(model, look, choices)
    norms_chart(model, look, choices)
    follow_panel(model, look, choices)
    maps_panel(model, look, choices)
    probe_panel(model, data_name)
