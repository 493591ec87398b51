"""The birthday test: the closest pairs of samples, and what duplicates say of the support."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from gan_core import data
from gan_core.errors import UserError
from gan_core.metrics.birthday import Birthday, birthday
from gan_core.metrics.copying import as_pixels, refuse_shape
from gan_core.metrics.pixels import SUPPORT_LIMIT, real_pictures, shuffled
from gan_core.metrics.score import SEED
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.tiles.component import Tile, tiles
from ui.evaluation.data import samples, say_not_here, stamp_of
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say

PAIRS = 8


@dataclass(frozen=True)
class Twins:
    """Two samples that are close: their seeds and PNGs, and their distance."""

    seeds: tuple[int, int]
    pictures: tuple[bytes, bytes]
    distance: float


@st.fragment
def birthday_panel(model: Model, name: str) -> None:
    """Draw the test of `model` beside real pictures of data set `name`, when asked for."""
    one_thread()
    st.subheader(_("Birthday test"), anchor=False)
    st.caption(
        _(
            "Among 23 people two share a birthday as likely as not, since there are only 365 days. "
            "So too: if few samples already hold a duplicate, G makes few different pictures. "
            "With s samples to a duplicate, about s² pictures."
        )
    )
    if not _can_be_taken(model, name):
        return
    state = f"birthday_{model_key(model)}_{name}"
    if st.button(
        _("Look for duplicates"),
        icon=":material/content_copy:",
        key="birthday",
        help=_("Compares {n} samples with each other: some seconds.").format(
            n=f"{SUPPORT_LIMIT:,}"
        ),
    ):
        st.session_state[state] = True
    if not st.session_state.get(state):
        return
    try:
        with st.spinner(_("Comparing {n} samples …").format(n=f"{SUPPORT_LIMIT:,}")):
            estimate, twins = _birthday(model_key(model), name, stamp_of(name), model)
    except UserError as error:
        st.info(say(error), icon=":material/rule:")
        return
    st.markdown(_conclusion(estimate))
    _draw(twins)


def _can_be_taken(model: Model, name: str) -> bool:
    """Return whether the test makes sense and its pictures are here; say why where not."""
    if not model.recipe.from_noise:
        st.info(
            _(
                "This model makes its pictures from sources: they are as different as these, so "
                "the test would only count sources."
            ),
            icon=":material/rule:",
        )
        return False
    if not data.is_here(name):
        say_not_here(name)
        return False
    return True


@st.cache_data(max_entries=32, show_spinner=False)
def _birthday(key: str, name: str, stamp: str, _model: Model) -> tuple[Birthday, list[Twins]]:
    content, pictures = data.load(name), samples(_model, SUPPORT_LIMIT).items
    refuse_shape(pictures, content)
    order = shuffled(len(pictures))
    real = as_pixels(real_pictures(content, len(pictures)))
    estimate = birthday(as_pixels(pictures[order]), real, PAIRS)
    twins = []
    for pair in estimate.pairs:
        first, second = int(order[pair.first]), int(order[pair.second])
        two = [png(one) for one in to_bytes(pictures[[first, second]])]
        twins.append(Twins((SEED + first, SEED + second), (two[0], two[1]), pair.distance))
    return estimate, twins


def _conclusion(estimate: Birthday) -> str:
    if estimate.support is None:
        return _(
            "No duplicates: fewer than half of the batches of {size} samples hold a pair nearer "
            "than any pair of real pictures. So G probably makes more than {support} different "
            "pictures, the most that this test can tell."
        ).format(size=f"{estimate.sizes[-1]:,}", support=f"{estimate.at_least:,}")
    size = round(estimate.support**0.5)
    return _(
        "Duplicates: at least half of the batches of {size} samples hold a pair nearer than any "
        "pair of real pictures. So G makes about {size}² = {support} different pictures."
    ).format(size=f"{size:,}", support=f"{estimate.support:,}")


def _draw(twins: list[Twins]) -> None:
    st.markdown("**" + _("The closest pairs") + "**")
    row = []
    for number, pair in enumerate(twins, 1):
        alts = [
            _("Pair {number}: sample of seed {seed}").format(number=number, seed=seed)
            for seed in pair.seeds
        ]
        distance = _("distance {distance:.2f}").format(distance=pair.distance)
        row.append(Tile(list(zip(pair.pictures, alts, strict=True)), [distance]))
    tiles(row, key="closest_pairs")
    st.caption(
        _(
            "Your eye has the last word: are these the same picture, or two of a kind? Simple "
            "shapes, as of a 1, are near each other among real pictures too."
        )
    )
