"""Walks between the chosen seeds, in step side by side: straight, along the sphere, through w."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch

from gan_core.files.arrays import npy
from gan_core.latent.space import space_names, space_of
from gan_core.latent.walks import walk
from gan_core.model import Model
from gan_core.pictures import gif, grid, png, to_bytes
from ui.components.filmstrip.component import COLUMNS, filmstrip
from ui.models.picker import model_key
from ui.shell.language import _

FRAMES_A_LEG = 16
MOST_FRAMES = 96
GAP = 2
KINDS = {"lerp": ("z", "lerp"), "slerp": ("z", "slerp"), "w": ("w", "lerp")}
"""The walks by name: the space that each goes through, and how."""


@dataclass(frozen=True)
class Walked:
    """All walks together: their strip and GIF; by walk its points as a file and their lengths."""

    strip: bytes
    moving: bytes
    size: tuple[int, int]
    points: dict[str, bytes]
    norms: dict[str, list[float]]

    @property
    def frames(self) -> int:
        """Return how many frames each walk has."""
        return len(next(iter(self.norms.values())))


def interpolation(model: Model, label: str | None, seeds: list[int]) -> None:
    """Draw the walks through `seeds` in step, with the lengths, and what can be taken home."""
    st.subheader(_("Walk between seeds"), anchor=False)
    kinds = [name for name, (space, _kind) in KINDS.items() if space in space_names(model)]
    _say_what_they_do(model, kinds)
    walks = _walked(model_key(model), tuple(seeds), label, tuple(kinds), model)
    left, right = st.columns([3, 2], gap="large")
    with left:
        filmstrip(
            walks.strip,
            frames=walks.frames,
            size=walks.size,
            captions=[_caption(walks, frame) for frame in range(walks.frames)],
            label=_("Walks from seed to seed: {kinds}").format(kinds=", ".join(kinds)),
            key="walks",
            show=280 * len(kinds),
        )
    with right:
        _take(walks, seeds)


def _say_what_they_do(model: Model, kinds: list[str]) -> None:
    text = _(
        "lerp goes straight and cuts through the middle, where z is shorter than any that G "
        "was trained on; slerp stays on the sphere. Expected length: √{latent} ≈ {norm:.1f}."
    ).format(latent=model.latent, norm=model.latent**0.5)
    if "w" in kinds:
        text += " " + _("The last goes straight through w, which has no sphere.")
    st.caption(text)


@st.cache_data(max_entries=32, show_spinner=False)
def _walked(
    key: str, seeds: tuple[int, ...], label: str | None, kinds: tuple[str, ...], _model: Model
) -> Walked:
    frames = min(MOST_FRAMES, FRAMES_A_LEG * (len(seeds) - 1) + 1)
    points, pictures = {}, []
    for name in kinds:
        space, kind = space_of(_model, KINDS[name][0]), KINDS[name][1]
        stops = torch.cat([space.points(1, seed) for seed in seeds])
        points[name] = walk(stops, frames, kind)
        pictures.append(to_bytes(space.pictures(points[name], label)))
    sides = torch.stack(pictures, 1)  # (frames, kinds, C, H, W)
    together = torch.stack([grid(side, len(kinds), GAP) for side in sides])
    return Walked(
        png(grid(together, COLUMNS, gap=0)),
        gif(list(together)),
        (together.shape[3], together.shape[2]),
        {name: npy(some) for name, some in points.items()},
        {name: some.norm(dim=1).tolist() for name, some in points.items()},
    )


def _caption(walks: Walked, frame: int) -> str:
    lengths = ", ".join(
        f"{name}: |{KINDS[name][0]}| = {norms[frame]:.2f}" for name, norms in walks.norms.items()
    )
    return _("frame {frame} of {frames}; {lengths}").format(
        frame=frame + 1, frames=walks.frames, lengths=lengths
    )


def _take(walks: Walked, seeds: list[int]) -> None:
    """Draw from where to where each length goes, and the files."""
    for name, norms in walks.norms.items():
        text = _("{name}: |{space}| from {low:.2f} to {high:.2f}")
        space = KINDS[name][0]
        st.caption(text.format(name=name, space=space, low=min(norms), high=max(norms)))
    file = f"walk-{'-'.join(map(str, seeds))}"
    with st.container(horizontal=True):
        st.download_button("GIF", walks.moving, f"{file}.gif", "image/gif", key="gif_walks")
        st.download_button("PNG", walks.strip, f"{file}.png", "image/png", key="png_walks")
        for name, content in walks.points.items():
            st.download_button(f"{name} (.npy)", content, f"{file}-{name}.npy", key=f"npy_{name}")
