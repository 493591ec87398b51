"""What a search found, moved on: sliders that start from its point instead of a seed's."""

from __future__ import annotations

import hashlib

import streamlit as st
from torch import Tensor

from gan_core.latent.space import space_of
from gan_core.model import Model
from ui.components.latent_sliders.component import latent_sliders
from ui.latent.own_vectors import keep_vectors
from ui.latent.routes import BASE
from ui.latent.sliders import direction_sliders
from ui.models.cache import model_cache
from ui.models.picker import model_key
from ui.shell.language import _, current

WAYS = {"z": "features", "w": "pca"}
"""The directions that tell most, by space."""


def edit(model: Model, label: str | None, point: Tensor) -> None:
    """Draw sliders that move `point` (size,) along the directions that tell most."""
    st.markdown("**" + _("Edit what was found") + "**")
    space = space_of(model).name
    how = WAYS[space]
    rows = direction_sliders(model, how)
    if rows is None:
        return
    key = model_cache().put(model_key(model), model)
    base = keep_vectors([tuple(point.tolist())])
    latent_sliders(
        f"{BASE}/{key}",
        sliders=rows,
        seed=0,
        label=label,
        version=hashlib.sha256(f"{current()}{key}{base}{how}".encode()).hexdigest()[:16],
        more={"space": space, "how": how, "base": base},
        caption=_("found, |{space}| = {norm}").format(space=space, norm="{norm}"),
        key="edit_sliders",
        reset=_("Back to what was found"),
    )
