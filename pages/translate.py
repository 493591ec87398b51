"""Make pictures of pictures: draw, and see what a trained model makes of the drawing."""

from __future__ import annotations

import streamlit as st

from gan_core.data.sequences import is_next_frame
from gan_core.data.spec import Pictures
from gan_core.recipe import Recipe
from gan_core.translation import translates
from ui.models.picker import caption_of, choose_model
from ui.shell.compute import one_thread
from ui.shell.language import _
from ui.translate.board import board
from ui.translate.films import films
from ui.translate.gallery import gallery
from ui.translate.moments import choose_moments
from ui.translate.starts import choose_start
from ui.translate.ways import choose_way

st.title(_("Translate"))
st.caption(
    _(
        "A model makes one picture of another: of a drawing, of one with holes, of a small one. "
        "Draw, and it follows."
    )
)


def _translates(recipe: Recipe) -> bool:
    return Pictures in (recipe.source, recipe.other) or recipe.degradation is not None


model = choose_model(wants=_translates, kept_as="translator")
if model is not None:
    one_thread()
    st.caption(caption_of(model))
    if is_next_frame(model.spec):
        films(model)
        gallery(model)
        st.stop()
    if not translates(model):
        st.info(
            _("This model does not make pictures of pictures. Choose one that does."),
            icon=":material/brush:",
        )
        st.stop()
    model = choose_way(model)
    start = choose_start(model)
    board(model, start, choose_moments(backwards=model.backwards))
    gallery(model)
