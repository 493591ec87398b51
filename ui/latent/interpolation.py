"""Walks between the chosen seeds, straight and along the sphere, side by side."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from gan_core.files.arrays import npy
from gan_core.latent.walks import walk
from gan_core.model import Model
from gan_core.pictures import gif, grid, png, to_bytes
from gan_core.usage import Request, seeded_noise
from ui.components.filmstrip.component import COLUMNS, filmstrip
from ui.models.picker import model_key
from ui.shell.language import _

FRAMES_A_LEG = 16
MOST_FRAMES = 96


def interpolation(model: Model, label: str | None, seeds: list[int]) -> None:
    """Draw the two walks through `seeds` with the norm of z, and what can be taken home."""
    st.subheader(_("Walk between seeds"), anchor=False)
    st.caption(
        _(
            "lerp goes straight and cuts through the middle, where z is shorter than any that G "
            "was trained on; slerp stays on the sphere. Expected length: √{latent} ≈ {norm:.1f}."
        ).format(latent=model.latent, norm=model.latent**0.5)
    )
    for column, kind in zip(st.columns(2, gap="large"), ("lerp", "slerp"), strict=True):
        with column:
            _strip(model, label, tuple(seeds), kind)


@st.cache_data(max_entries=32, show_spinner=False)
def _walked(
    key: str, seeds: tuple[int, ...], label: str | None, kind: str, _model: Model
) -> tuple[bytes, bytes, np.ndarray, list[float]]:
    stops = torch.cat([seeded_noise(1, _model.latent, seed) for seed in seeds])
    frames = min(MOST_FRAMES, FRAMES_A_LEG * (len(seeds) - 1) + 1)
    z = walk(stops, frames, kind)
    request = Request(z, _model.design.labels(frames, label))
    pictures = to_bytes(_model.answer(request))
    strip = png(grid(pictures, COLUMNS, gap=0))
    return strip, gif(list(pictures)), z.numpy(), z.norm(dim=1).tolist()


def _strip(model: Model, label: str | None, seeds: tuple[int, ...], kind: str) -> None:
    strip, moving, z, norms = _walked(model_key(model), seeds, label, kind, model)
    st.markdown(f"**{kind}**")
    filmstrip(
        strip,
        frames=len(norms),
        size=(model.pictures.size, model.pictures.size),
        captions=[
            _("{kind}, frame {frame} of {frames}, |z| = {norm:.2f}").format(
                kind=kind, frame=i + 1, frames=len(norms), norm=norm
            )
            for i, norm in enumerate(norms)
        ],
        label=_("Walk from seed to seed ({kind})").format(kind=kind),
        key=f"walk_{kind}",
        show=280,
    )
    st.caption(_("|z| from {low:.2f} to {high:.2f}").format(low=min(norms), high=max(norms)))
    name = f"{kind}-{'-'.join(map(str, seeds))}"
    with st.container(horizontal=True):
        st.download_button("GIF", moving, f"{name}.gif", "image/gif", key=f"gif_{kind}")
        st.download_button("PNG", strip, f"{name}.png", "image/png", key=f"png_{kind}")
        st.download_button(
            _("Latents (.npy)"), npy(torch.from_numpy(z)), f"{name}.npy", key=f"npy_{kind}"
        )
