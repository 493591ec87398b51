"""Text and sequences: lines that a model writes, and what each word is worth."""

from __future__ import annotations

import streamlit as st

from gan_core.data.spec import Tokens
from gan_core.illustration import illustrates
from gan_core.recipe import Recipe
from gan_core.writing import writes
from ui.models.picker import caption_of, choose_model
from ui.shell.compute import one_thread
from ui.shell.language import _
from ui.text.captions import captions
from ui.text.grading import grading
from ui.text.lines import lines

st.title(_("Text and sequences"))
st.caption(
    _(
        "Type what is to be drawn, or begin a line and let a model go on: see what each word "
        "does, and what the game changed."
    )
)


def _of_words(recipe: Recipe) -> bool:
    return Tokens in (recipe.items, recipe.source)


model = choose_model(wants=_of_words, kept_as="writer")
if model is not None:
    one_thread()
    st.caption(caption_of(model))
    if illustrates(model):
        captions(model)
        st.stop()
    if not writes(model):
        st.info(
            _("This model neither writes nor draws what a text says. Choose one that does."),
            icon=":material/edit_note:",
        )
        st.stop()
    lines(model)
    grading(model)
