"""A few latent dimensions under sliders; the picture follows while dragging."""

from __future__ import annotations

import streamlit as st

from gan_core.inspection.influence import influence
from gan_core.model import Model
from gan_core.usage import seeded_noise
from ui.components.latent_sliders.component import Slider, latent_sliders
from ui.latent.routes import BASE
from ui.models.cache import model_cache
from ui.models.picker import model_key
from ui.shell.language import _

FEW = 6
MOST = 12


def sliders(model: Model, label: str | None, seed: int) -> None:
    """Draw the sliders of the chosen dimensions, starting from `seed`."""
    st.subheader(_("Move one point"), anchor=False)
    ranked = _ranked(model_key(model), model)
    dimensions = st.multiselect(
        _("Dimensions under sliders"),
        range(model.latent),
        default=sorted(ranked[:FEW]),
        format_func=lambda i: f"z{i}",
        max_selections=MOST,
        key=f"dimensions_{model_key(model)}",
        help=_("At first those that move the picture most, of {count}.").format(count=model.latent),
    )
    if not dimensions:
        st.info(_("Choose at least one dimension."))
        return
    _panel(model, label, seed, tuple(dimensions))


@st.fragment
def _panel(model: Model, label: str | None, seed: int, dimensions: tuple[int, ...]) -> None:
    name = model_key(model)
    z = seeded_noise(1, model.latent, seed)[0]
    latent_sliders(
        f"{BASE}/{model_cache().put(name, model)}",
        sliders=[Slider(i, round(float(z[i]), 2)) for i in dimensions],
        seed=seed,
        label=label,
        version=f"{name}/{seed}/{'-'.join(map(str, dimensions))}",
        key="latent_sliders",
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _ranked(key: str, _model: Model) -> list[int]:
    return influence(_model).argsort(descending=True).tolist()
