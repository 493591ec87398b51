"""Inside G: what each of its layers makes of the chosen seed, and whether its pixels are alike."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
import torch

from gan_core.inspection.inside import maker_layers, phase_ratio, spectrum
from gan_core.model import Model
from ui.latent.folds import fold
from ui.models.maps import Layer, draw_layers, layer_of
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _

SAMPLES = 64
"""Pictures that the phases of pixels are compared on."""


@st.fragment
def inside(model: Model, label: str | None, seed: int) -> None:
    """Draw the maps of G's layers or their spectra, folded; computed only when opened."""
    box = fold("inside", _("Inside G"), ":material/layers:")
    if not box.open:
        return
    one_thread()
    with box:
        what = st.segmented_control(
            _("Of each layer"),
            ["maps", "spectra"],
            format_func=lambda kind: _("maps") if kind == "maps" else _("spectrum"),
            default="maps",
            required=True,
            key="inside_what",
            help=_(
                "Spectrum: the power of all maps together by frequency, the lowest in the middle, "
                "as log10. Bright edges: fine patterns that repeat every second pixel."
            ),
        )
        layers, ratio = _looked(model_key(model), label, seed, what == "spectra", model)
        if not layers:
            st.info(_("This G has no convolutions, so there are no maps to show."))
            return
        draw_layers(layers, _("seed {seed}").format(seed=seed))
        st.caption(
            _(
                "Checkerboard: of the four kinds of pixels (even and odd rows and columns) the "
                "most varied has {ratio:.2f} times the variance of the least. 1: all are alike; an "
                "untrained 3x3 kernel with stride 2 gives about 4."
            ).format(ratio=ratio)
        )


@st.cache_data(max_entries=32, show_spinner=False)
def _looked(
    key: str, label: str | None, seed: int, spectra: bool, _model: Model
) -> tuple[list[Layer], float]:
    layers = []
    for name, maps in maker_layers(_model, _model.ask(1, seed, label)):
        if maps[0, 0].numel() > 1:
            look = spectrum(maps[0])[None] if spectra else maps[0]
            note = _("mean {mean:.2f}, spread {spread:.2f}").format(
                mean=float(maps.mean()), spread=float(maps.std())
            )
            layers.append(replace(layer_of(name, _levelled(look, spectra)), note=note))
    return layers, phase_ratio(_model.sample(SAMPLES, label=label))


def _levelled(look: torch.Tensor, spectra: bool) -> torch.Tensor:
    """Return a spectrum with its mean at 0, so that colours show what is above and below."""
    return look - look.mean() if spectra else look
