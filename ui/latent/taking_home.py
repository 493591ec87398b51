"""The model to take along: a page that needs no server, ONNX, or its weights."""

from __future__ import annotations

from functools import partial

import streamlit as st

from gan_core.export.apart import onnx_apart
from gan_core.export.html import html_page
from gan_core.export.weights import weights_bytes
from gan_core.model import Model
from ui.shell.language import _, current, translator


def taking_home(model: Model) -> None:
    """Draw the three downloads; each is made when it is asked for."""
    st.subheader(_("Take it home"), anchor=False)
    st.caption(
        _(
            "The page holds the model and all that runs it: open it on any computer or phone, "
            "without a network. ONNX is for other programs, safetensors for Ganvas itself. Each "
            "is made when you ask for it, which takes a few seconds."
        )
    )
    name = f"{model.recipe.name}-{model.step}"
    language, title = current(), f"{_(model.recipe.title)} · {model.card.get('data', '')}"
    page = partial(html_page, model, title, _TAGS[language], translator(language), onnx_apart)
    with st.container(horizontal=True):
        st.download_button(
            _("One HTML page"),
            page,
            f"{name}.html",
            "text/html",
            icon=":material/html:",
            key="take_html",
            on_click="ignore",
        )
        st.download_button(
            "ONNX", partial(onnx_apart, model), f"{name}.onnx", key="take_onnx", on_click="ignore"
        )
        st.download_button(
            "safetensors",
            partial(weights_bytes, model),
            f"{name}.safetensors",
            key="take_weights",
            on_click="ignore",
        )


_TAGS = {"en": "en", "zh": "zh-CN"}
"""The language of a page, as HTML says it."""
