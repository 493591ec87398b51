"""One point through a run: what each kept G made of it, as a strip that one scrubs."""

from __future__ import annotations

import streamlit as st
import torch

from gan_core.errors import GanvasError
from gan_core.model import Model
from gan_core.pictures import gif, grid, png, to_bytes
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.library.models import open_model
from gan_core.runs.library.store import Store
from ui.components.filmstrip.component import COLUMNS, filmstrip
from ui.latent.folds import fold
from ui.models.picker import SHIPPED
from ui.shell.compute import one_thread
from ui.shell.language import _
from ui.shell.links import linked

FEWEST = 2
"""Moments that a strip needs."""


@st.fragment
def through_time(model: Model, label: str | None, seed: int) -> None:
    """Draw the strip, folded; computed only when opened. Only of a run's model."""
    run_id = linked("model")
    if not run_id or run_id.startswith(SHIPPED):
        return
    try:
        moments = _moments(run_id)
    except GanvasError:
        return  # an own file, or a run that is gone: the picker says so
    if len(moments) < FEWEST:
        return
    box = fold("time", _("Through time"), ":material/history:")
    if not box.open:
        return
    one_thread()
    with box:
        st.caption(_("Seed {seed} as each G made it that the run has kept.").format(seed=seed))
        with st.spinner(_("Opening {count} moments …").format(count=len(moments))):
            strip, moving, steps = _strip(tuple(moments.items()), seed, label)
        side = model.pictures.size
        filmstrip(
            strip,
            frames=len(steps),
            size=(side, side),
            captions=[_("step {step}").format(step=f"{step:,}") for step in steps],
            label=_("One seed through the run"),
            key="time_strip",
            show=280,
        )
        st.download_button("GIF", moving, f"seed-{seed}.gif", "image/gif", key="gif_time")


def _moments(run_id: str) -> dict[int, str]:
    """Return the newest checkpoint file of each step, in order."""
    folder = Store().get(run_id).path / "checkpoints"
    entries = sorted(Checkpoints(folder).entries(), key=lambda entry: entry.step)
    return {entry.step: str(folder / entry.file) for entry in entries}


@st.cache_data(max_entries=16, show_spinner=False)
def _strip(
    moments: tuple[tuple[int, str], ...], seed: int, label: str | None
) -> tuple[bytes, bytes, list[int]]:
    """Return the strip, the GIF, and the steps in them: a run that trains lets files go."""
    pictures, steps = [], []
    for step, file in moments:
        try:
            pictures.append(open_model(file).sample(1, seed, label))
        except GanvasError:
            continue
        steps.append(step)
    frames = to_bytes(torch.cat(pictures))
    return png(grid(frames, COLUMNS, gap=0)), gif(list(frames)), steps
