"""Find a picture: the point that makes it, searched for while one waits, with its path."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from gan_core.data.decode import FORMATS
from gan_core.data.prepare import prepared_picture
from gan_core.errors import N_, UserError
from gan_core.files.arrays import npy
from gan_core.latent.projection import Place, project
from gan_core.latent.space import space_of
from gan_core.model import Model
from gan_core.pictures import gif, grid, png, to_bytes
from ui.components.filmstrip.component import COLUMNS, filmstrip
from ui.components.tiles.component import Tile, tiles
from ui.latent.editing import edit
from ui.latent.real import real_pictures
from ui.models.picker import model_key, widgets_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say

STEPS = 200
EVERY = 10
"""Steps from one picture of the film to the next, and from one look at the progress."""
TARGETS = {
    "real": N_("a real picture"),
    "fake": N_("a picture of G's own"),
    "file": N_("a file"),
}
LAST_SEED = 10**9 - 1


@dataclass(frozen=True)
class Search:
    """What was looked for (C, H, W) in a model, and the best place after every few steps.

    model: the chosen one, with the label that G was told. weights: which numbers it had then.
    """

    model: str
    weights: str
    step: int
    target: Tensor
    path: list[Place]


@st.fragment
def projection(model: Model, label: str | None) -> None:
    """Draw what to look for and, when asked for, the search and what it found."""
    one_thread()
    st.subheader(_("Find a picture"), anchor=False)
    st.caption(
        _(
            "Which point makes this picture? G does not run backwards, so the point is searched "
            "for: it goes down the squared difference of the two pictures. What stays different "
            "is what G cannot make; AnoGAN takes it for the sign of something unusual."
        )
    )
    try:
        target = _target(model, label)
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return
    key, name = "search_result", f"{widgets_key()}/{label}"
    if target is not None and st.button(_("Search"), icon=":material/search:", key="search"):
        path = _searched(model, label, target)
        st.session_state[key] = Search(name, model_key(model), model.step, target, path)
    search: Search | None = st.session_state.get(key)
    if target is None:
        return
    if search is not None and search.model == name and torch.equal(search.target, target):
        _draw(search)
        if search.weights == model_key(model):
            edit(model, label, search.path[-1].point)
    else:
        looked_for = png(to_bytes(target))
        tiles([Tile([(looked_for, _("What was looked for"))], [_("looked for")])], key="search_for")


def _target(model: Model, label: str | None) -> Tensor | None:
    """Draw the choice of what to look for; None where there is nothing yet."""
    content = real_pictures(model)
    real = content.held_out.items if content is not None and content.held_out else None
    kinds = [kind for kind in TARGETS if kind != "real" or real is not None]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            _("What to look for"),
            kinds,
            format_func=lambda name: _(TARGETS[name]),
            default=kinds[0],
            required=True,
            key="target",
        )
        if kind == "real" and real is not None:
            row = _number(_("Number"), "target_row", len(real) - 1, 0)
            return model.pictures.to_numbers(real[row : row + 1])[0]
        if kind == "fake":
            return model.sample(1, _number(_("Seed"), "target_seed", LAST_SEED, 100), label)[0]
    return _uploaded(model)


def _number(title: str, key: str, most: int, first: int) -> int:
    value = st.number_input(
        title, min_value=0, max_value=most, value=min(first, most), step=1, key=key, width=160
    )
    return int(value)


def _uploaded(model: Model) -> Tensor | None:
    file = st.file_uploader(
        _("A picture; it is cropped and shrunk"),
        type=[kind.lower() for kind in FORMATS],
        key="target_file",
        max_upload_size=32,
    )
    if file is None:
        return None
    spec = model.pictures
    content = prepared_picture(file.getvalue(), spec.size, grey=spec.channels == 1)
    return spec.to_numbers(content[None])[0]


def _searched(model: Model, label: str | None, target: Tensor) -> list[Place]:
    bar = st.progress(0.0, _("Searching …"))
    path = []
    for place in project(space_of(model), target, label=label, steps=STEPS):
        if place.step % EVERY == 0:
            path.append(place)
            text = _("Step {step} of {steps}: {psnr:.1f} dB").format(
                step=place.step, steps=STEPS, psnr=place.psnr
            )
            bar.progress(place.step / STEPS, text)
    bar.empty()
    return path


def _compared(target: Tensor, last: Place) -> None:
    """Draw what was looked for, what was found, and how far they differ."""
    away = (last.picture - target).abs() - 1  # black where both are the same
    looked_for, nearest, difference = (png(to_bytes(x)) for x in (target, last.picture, away))
    tiles(
        [
            Tile([(looked_for, _("What was looked for"))], [_("looked for")]),
            Tile(
                [(nearest, _("What was found"))],
                [_("found"), _("PSNR {psnr:.1f} dB").format(psnr=last.psnr)],
            ),
            Tile(
                [(difference, _("How far they differ: bright is far"))],
                [_("difference"), _("{mean:.3f} on average").format(mean=last.residual)],
            ),
        ],
        key="search_found",
    )


def _draw(search: Search) -> None:
    _compared(search.target, search.path[-1])
    first = search.path[0]
    st.caption(
        _(
            "It began at {first:.1f} dB, the best of 256 seeds, with G as it was at step {step}. "
            "Two random digits of MNIST are about 9 dB apart."
        ).format(first=first.psnr, step=f"{search.step:,}")
    )
    frames = to_bytes(torch.stack([place.picture for place in search.path]))
    filmstrip(
        png(grid(frames, COLUMNS, gap=0)),
        frames=len(frames),
        size=(frames.shape[3], frames.shape[2]),
        captions=[
            _("step {step}, {psnr:.1f} dB").format(step=place.step, psnr=place.psnr)
            for place in search.path
        ],
        label=_("The search, step by step"),
        key="search_film",
        show=280,
    )
    with st.container(horizontal=True):
        st.download_button("GIF", gif(list(frames)), "search.gif", "image/gif", key="gif_search")
        st.download_button(
            _("Latent (.npy)"), npy(search.path[-1].point), "point.npy", key="npy_search"
        )
