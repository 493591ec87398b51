"""Explore the latent space of a trained model, or of a run that is still training."""

from __future__ import annotations

import streamlit as st

from ui.latent.arithmetic import arithmetic
from ui.latent.filming import filming
from ui.latent.how_far import how_far
from ui.latent.inside import inside
from ui.latent.interpolation import interpolation
from ui.latent.labelling import labelling
from ui.latent.nearest import nearest
from ui.latent.projecting import projection
from ui.latent.seeds import chosen_seeds, class_picker, seeds_grid
from ui.latent.sliders import sliders
from ui.latent.styles import styles
from ui.latent.taking_home import taking_home
from ui.latent.through_time import through_time
from ui.latent.truncating import truncating
from ui.latent.unusual import unusual
from ui.models.picker import caption_of, choose_model
from ui.shell.language import _

st.title(_("Latent space"))
st.caption(
    _("Every picture is G of a point z. Pick points, move them, and walk from one to another.")
)
model = choose_model()
if model is not None:
    st.caption(caption_of(model))
    if not model.draws_from_noise:
        st.info(
            _("This model does not make pictures from noise alone: it has no latent space here."),
            icon=":material/explore_off:",
        )
        st.stop()
    label = class_picker(model)
    left, right = st.columns([1, 1], gap="large")
    with left:
        seeds_grid(model, label)
    with right:
        sliders(model, label, chosen_seeds()[-1])
    interpolation(model, label, chosen_seeds())
    labelling(model, label, chosen_seeds()[-1])
    how_far(model, label)
    filming(model, label, chosen_seeds())
    truncating(model, label)
    through_time(model, label, chosen_seeds()[-1])
    arithmetic(model, label)
    styles(model)
    inside(model, label, chosen_seeds()[-1])
    nearest(model, label, chosen_seeds())
    projection(model, label)
    unusual(model)
    taking_home(model)
