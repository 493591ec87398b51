"""A few latent dimensions under sliders; the picture follows while dragging."""

from __future__ import annotations

import streamlit as st
import torch

from gan_core.latent.influence import influence
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.latent_sliders import Slider, latent_sliders, slider_values
from ui.compute import one_thread
from ui.language import _
from ui.sources import model_key

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
    one_thread()
    z = model.draw(1, seed)[0]
    version = f"{model_key(model)}/{seed}/{'-'.join(map(str, dimensions))}"
    places = [Slider(f"z{i}", round(float(z[i]), 2)) for i in dimensions]
    values, sequence = slider_values("latent_sliders", version, places)
    if sequence:
        z[list(dimensions)] = torch.tensor(values)
    made = model.generate(z.unsqueeze(0), model.labels(1, label))
    latent_sliders(
        png(to_bytes(made)[0]),
        sliders=places,
        values=values,
        version=version,
        sequence=sequence,
        label=_("seed {seed}, |z| = {norm:.2f}").format(seed=seed, norm=float(z.norm())),
        key="latent_sliders",
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _ranked(key: str, _model: Model) -> list[int]:
    return influence(_model).argsort(descending=True).tolist()
