"""Models that come with the program: how each was made, what it scores, under which licence."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core import recipes
from gan_core.data.spec import Spec
from gan_core.errors import UserError
from gan_core.model_file import design_of
from gan_core.rendering import Sheet, legend
from gan_core.runs.library.models import open_model, shipped_file
from gan_core.runs.library.shipping import shipped_models
from gan_core.sampling import draw_samples
from ui.components.picture.component import picture
from ui.models.compare import compare
from ui.shell.charts import class_bars
from ui.shell.kinds import real_items
from ui.shell.language import _, plain, say
from ui.shell.links import go
from ui.shell.palette import FAKE, REAL
from ui.shell.states import clock

COUNT, PAIRS = 100, 24
"""Samples on a card; fewer where each stands beside what it was made from."""

TEXT_HEIGHT = 420

st.title(_("Models"))
st.caption(_("Trained by us with this program's own command line; each with its card."))


@st.cache_data(max_entries=16, show_spinner=False)
def _samples(name: str, version: str) -> Sheet:
    model = open_model(shipped_file(name))
    return draw_samples(model, COUNT if model.recipe.from_noise else PAIRS).sheet()


def _show_samples(name: str, card: dict[str, Any]) -> None:
    try:
        sheet = _samples(name, str(card.get("created", "")))
    except UserError as error:
        st.info(say(error), icon=":material/hide_image:")
        return
    if sheet.kind == "txt":
        st.code(sheet.content.decode(), language=None, height=TEXT_HEIGHT)
    else:
        picture(sheet.content, alt=_("Samples of {name}").format(name=name), key=f"samples_{name}")
    beside = legend(recipes.get(card["recipe"]))
    if beside:
        st.caption(_(beside))


def _scores(name: str, spec: Spec, scores: list[dict[str, Any]]) -> None:
    single = [row for row in scores if not isinstance(row["value"], list)]
    names = [row["name"] for row in single]
    st.dataframe(
        [
            {
                _("Score"): _(name),
                _("Value"): f"{row['value']:.3g}",
                real_items(spec): "–" if row["floor"] is None else f"{row['floor']:.3g}",
                "n": row["n"],
                _("Extractor"): row["extractor"],
            }
            for name, row in zip(names, single, strict=True)
        ],
        hide_index=True,
    )
    for row in scores:
        if isinstance(row["value"], list):
            title = _("How often each digit is read, of {n}").format(n=row["n"])
            bars = {_("made"): (row["value"], FAKE), _("real"): (row["floor"], REAL)}
            st.plotly_chart(class_bars(title, bars), key=f"histogram_{name}", alt=title)


def _card(name: str, card: dict[str, Any]) -> None:
    design = design_of(card)
    left, right = st.columns([1, 2], gap="large")
    with left:
        _show_samples(name, card)
    with right:
        st.subheader(plain(name), anchor=False)
        recipe = design.recipe
        st.write(_("**{title}**: {about}").format(title=_(recipe.title), about=_(recipe.about)))
        st.markdown(
            _(
                "Data: {data}. Preset: {preset}. Steps: {steps}. Training time: {time}. "
                "CPU threads: {threads}. Seed {seed}."
            ).format(
                data=plain(card["data"]),
                preset=plain(card["preset"]),
                steps=f"{card['step']:,}",
                time=clock(card["seconds"]),
                threads=card.get("threads", "–"),
                seed=card["seed"],
            )
        )
        if card.get("scores"):
            _scores(name, design.spec, card["scores"])
        st.caption(
            _("Licence: {licence}. {attribution}.").format(
                licence=plain(card["licence"]), attribution=plain(card["attribution"])
            )
        )
        if design.draws_from_noise and st.button(
            _("Explore its latent space"), icon=":material/explore:", key=f"explore_{name}"
        ):
            go("latent.py", model=f"shipped-{name}")


_CARDS = dict(shipped_models())
_name = compare(_CARDS)
with st.container(border=True):
    _card(_name, _CARDS[_name])
