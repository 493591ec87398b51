"""A direction of your own: mark which of 40 samples have something, and fit what tells them."""

from __future__ import annotations

import streamlit as st
import torch

from gan_core.errors import UserError
from gan_core.latent.directions import FEWEST_OF_A_KIND, fitted
from gan_core.latent.own import (
    NAME_LIMIT,
    Direction,
    direction_of,
    fitted_direction,
    origin,
    renamed,
)
from gan_core.latent.space import space_of
from gan_core.model import Model
from ui.components.picture_grid.component import picture_grid
from ui.latent.comparing import details
from ui.latent.folds import fold
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say
from ui.shell.pictures import sheet

SAMPLES, COLUMNS = 40, 8
MOST_OWN = 12
"""Directions of one model that are kept in a session: as many as there are sliders."""


def own_directions(model: Model) -> list[Direction]:
    """Return the directions of one's own that belong to a model, the oldest first."""
    everything: list[Direction] = st.session_state.get("own_directions", [])
    space = space_of(model)
    return [
        one
        for one in everything
        if (one.of, one.space, len(one.vector)) == (origin(model), space.name, space.size)
    ]


def keep(model: Model, direction: Direction) -> None:
    """Keep a direction in this session, under a name of its own; the oldest makes way."""
    mine = own_directions(model)
    direction = renamed(direction, {one.name for one in mine})
    others = [
        one
        for one in st.session_state.get("own_directions", [])
        if one not in own_directions(model)
    ]
    st.session_state["own_directions"] = [*others, *mine[-(MOST_OWN - 1) :], direction]
    st.session_state["own_latest"] = direction.name


@st.fragment
def labelling(model: Model, label: str | None, seed: int) -> None:
    """Draw the samples to mark, what was fitted, and files; folded."""
    box = fold("own", _("A direction of your own"), ":material/label:")
    if not box.open:
        return
    one_thread()
    with box:
        st.caption(
            _(
                "Mark the pictures that have something in common, a thick stroke or a smile, and "
                "leave the others. A direction is fitted that goes from those without to those "
                "with it; sliders then move any picture along it."
            )
        )
        left, right = st.columns([3, 2], gap="large")
        with left:
            marked = _marks(model, label)
        with right:
            _fit(model, marked)
            _import(model)
        mine = own_directions(model)
        if mine:
            details(model, label, seed, mine, keep)


def _marks(model: Model, label: str | None) -> set[int]:
    """Draw the samples; return the seeds that are marked, kept for each model and label."""
    name = f"{model_key(model)}/{label}"
    everything: dict[str, set[int]] = st.session_state.setdefault("marked_seeds", {})
    marked = everything.setdefault(name, set())
    index = picture_grid(
        _samples(model_key(model), label, model),
        columns=COLUMNS,
        cell=model.pictures.size,
        names=[_("seed {seed}").format(seed=seed) for seed in range(SAMPLES)],
        selection=sorted(marked),
        label=_("{count} pictures to mark").format(count=SAMPLES),
        hint=_("Click a picture to mark it, or to take the mark away. Arrow keys and Enter too."),
        key="marks_grid",
    )
    if index is not None:
        marked ^= {index}
        st.rerun()
    return marked


@st.cache_data(max_entries=32, show_spinner=False)
def _samples(key: str, label: str | None, _model: Model) -> bytes:
    return sheet(_model.sample(SAMPLES, 0, label), COLUMNS)


def _fit(model: Model, marked: set[int]) -> None:
    yes, no = len(marked), SAMPLES - len(marked)
    st.markdown(_("{yes} marked, {no} not").format(yes=yes, no=no))
    name = st.text_input(_("Name"), max_chars=NAME_LIMIT, key="own_name", placeholder=_("thick"))
    if min(yes, no) < FEWEST_OF_A_KIND:
        st.caption(_("Mark {count} or more, and leave as many.").format(count=FEWEST_OF_A_KIND))
    if not st.button(
        _("Fit a direction"),
        icon=":material/moving:",
        key="own_fit",
        disabled=min(yes, no) < FEWEST_OF_A_KIND,
    ):
        return
    space = space_of(model)
    answers = torch.tensor([seed in marked for seed in range(SAMPLES)])
    result = fitted(space.points(SAMPLES), answers)
    number = len(own_directions(model)) + 1
    title = str(name or "").strip() or _("direction {number}").format(number=number)
    keep(model, fitted_direction(space, title, result))
    st.rerun()


def _import(model: Model) -> None:
    file = st.file_uploader(
        _("A direction from a file (.json)"), type=["json"], key="own_file", max_upload_size=1
    )
    if file is None or st.session_state.get("own_read") == (file.file_id, origin(model)):
        return
    try:
        direction = direction_of(file.getvalue(), space_of(model))
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return
    st.session_state["own_read"] = (file.file_id, origin(model))
    keep(model, direction)
    st.rerun()
