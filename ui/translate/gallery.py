"""What the model makes of pictures nobody trained on: source, output and truth side by side."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.model import Model
from gan_core.rendering import legend
from gan_core.sampling import data_of, draw_samples
from ui.components.picture.component import picture
from ui.models.picker import model_key
from ui.shell.language import _, say

COUNT = 24


def gallery(model: Model) -> None:
    """Draw a sheet of held-out sources with what is made of them; more at a press."""
    seed = int(st.session_state.get("gallery_seed", 0))
    try:
        with st.spinner(_("Reading the data …")):
            sheet = _sheet(model_key(model), seed, model)
            unseen = data_of(model).held_out is not None
    except GanvasError as error:
        st.info(say(error))
        return
    title = _("Pictures that nobody trained on") if unseen else _("Pictures that it trained on")
    st.subheader(title, anchor=False)
    st.caption(_(legend(model.recipe)))
    picture(sheet, alt=_("Sources, what is made of them, and the truth"), key="gallery")
    with st.container(horizontal=True):
        if st.button(_("Others"), icon=":material/casino:", key="gallery_more"):
            st.session_state["gallery_seed"] = seed + 1
            st.rerun()
        st.download_button("PNG", sheet, "translated.png", "image/png", key="png_gallery")


@st.cache_data(max_entries=16, show_spinner=False)
def _sheet(key: str, seed: int, _model: Model) -> bytes:
    return draw_samples(_model, COUNT, seed).sheet().content
