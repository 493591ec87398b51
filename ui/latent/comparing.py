"""One's own directions in detail: where each leads, what else it moves, sums, files."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
import torch

from gan_core.errors import UserError
from gan_core.inspection.features import d_features
from gan_core.latent.crosstalk import D_FEATURES, Row, crosstalk, distance, measures_of
from gan_core.latent.own import Direction, along, sum_named, without_others
from gan_core.latent.points import REACH
from gan_core.latent.space import space_of
from gan_core.model import Model
from gan_core.pictures import grid, png, to_bytes
from ui.components.picture.component import picture
from ui.models.picker import model_key
from ui.shell.language import _, say

STEPS = 7
MARGIN = 0.05
"""By how much a direction must beat the more frequent answer."""
Keep = Callable[[Model, Direction], None]


def details(model: Model, label: str | None, seed: int, mine: list[Direction], keep: Keep) -> None:
    """Draw which direction is looked at, its strip, its cross-talk, and what is done with it."""
    names = [one.name for one in mine]
    latest = st.session_state.pop("own_latest", None) or st.session_state.get("own_direction")
    st.session_state["own_direction"] = latest if latest in names else names[-1]
    at = st.selectbox(_("Your directions"), names, key="own_direction")
    direction = next(one for one in mine if one.name == at)
    if direction.accuracy is not None and direction.chance is not None:
        st.caption(
            _(
                "It tells {accuracy:.0%} of the samples apart that it was not fitted to; always "
                "saying the more frequent answer tells {chance:.0%}."
            ).format(accuracy=direction.accuracy, chance=direction.chance)
        )
    if direction.accuracy is not None and direction.accuracy <= (direction.chance or 0) + MARGIN:
        st.warning(
            _("That is hardly better than a guess: mark more pictures, or something plainer."),
            icon=":material/help:",
        )
    strip = _strip(model_key(model), label, seed, direction.vector, direction, model)
    text = _("Seed {seed} moved from {low:g} to {high:g} standard deviations along {name}")
    picture(
        strip,
        alt=text.format(seed=seed, low=-REACH, high=REACH, name=direction.name),
        key="own_strip",
    )
    _crosstalk(model, label, direction)
    _doing(model, direction, mine, keep)


@st.cache_data(max_entries=64, show_spinner=False)
def _strip(
    key: str,
    label: str | None,
    seed: int,
    vector: tuple[float, ...],
    _direction: Direction,
    _model: Model,
) -> bytes:
    steering = along(space_of(_model), [_direction])
    amounts = torch.linspace(-REACH, REACH, STEPS).tolist()
    points = torch.stack([steering.point(seed, along={0: amount}) for amount in amounts])
    return png(grid(to_bytes(steering.space.pictures(points, label)), STEPS), 2)


def _crosstalk(model: Model, label: str | None, direction: Direction) -> None:
    with st.spinner(_("Measuring …")):
        rows = _rows(model_key(model), label, direction.vector, model)
    st.dataframe(
        {
            _("What"): [_(row.name) for row in rows],
            _("moves by"): [round(row.moved, 2) for row in rows],
            _("by chance"): [round(row.random, 2) for row in rows],
        },
        hide_index=True,
        key="own_crosstalk",
    )
    st.caption(
        _(
            "From -2 to +2 standard deviations: traits in standard deviations of seeds, features "
            "in distances of two seeds, the class as the share of seeds that are read as another. "
            "By chance: along random directions, as far, without a sign."
        )
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _rows(key: str, label: str | None, vector: tuple[float, ...], _model: Model) -> list[Row]:
    measures = measures_of(_model)
    if _model.judges:
        measures[D_FEATURES] = distance(lambda x: d_features(_model, x))
    return crosstalk(space_of(_model), torch.tensor(vector), measures, label=label)


def _doing(model: Model, direction: Direction, mine: list[Direction], keep: Keep) -> None:
    """Draw the buttons: a file, a sum with others, without them, away with it."""
    others = st.multiselect(
        _("With the directions"),
        [one.name for one in mine if one is not direction],
        key="own_others",
    )
    some = [one for one in mine if one.name in others]
    with st.container(horizontal=True):
        st.download_button(
            _("Direction (.json)"),
            direction.content(),
            "direction.json",
            "application/json",
            key="json_direction",
        )
        if st.button(_("Add up"), icon=":material/add:", key="own_sum", disabled=not some):
            _try(model, lambda: sum_named([direction, *some]), keep)
        if st.button(
            _("Without them"), icon=":material/remove:", key="own_without", disabled=not some
        ):
            _try(model, lambda: without_others(direction, some), keep)
        if st.button(_("Remove"), icon=":material/delete:", key="own_remove"):
            everything = st.session_state["own_directions"]
            st.session_state["own_directions"] = [x for x in everything if x is not direction]
            st.rerun()


def _try(model: Model, make: Callable[[], Direction], keep: Keep) -> None:
    try:
        keep(model, make())
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return
    st.rerun()
