"""How far walks go: the perceptual path length in each space, beside the least it could be."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.latent.path_length import PAIRS, PathLength, path_length
from gan_core.latent.space import space_names, space_of
from gan_core.metrics.reference import Reference, reader_of
from gan_core.model import Model
from ui.models.picker import model_key, widgets_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say

WALKS = (("z", "lerp"), ("z", "slerp"), ("w", "lerp"))


@st.fragment
def how_far(model: Model, label: str | None) -> None:
    """Draw, when asked for, the path lengths of walks; only where there is a classifier."""
    data_name = str(model.card.get("data", ""))
    reader = reader_of(data_name)
    if reader is None:
        return
    one_thread()
    results: dict[str, dict[str, PathLength]] = st.session_state.setdefault("path_lengths", {})
    name = f"{widgets_key()}/{model_key(model)}/{label}"
    if name not in results:
        place = st.empty()  # the button goes once there is something to see
        pressed = place.button(
            _("Measure how far walks go"),
            icon=":material/straighten:",
            key="measure_walks",
            help=_(
                "Perceptual path length: how fast the classifier's features of the pictures move, "
                "squared, over {count} random walks."
            ).format(count=PAIRS),
        )
        if not pressed:
            return
        place.empty()
        try:
            results.clear()
            results[name] = _measured(model, label, reader)
        except GanvasError as error:
            st.error(say(error), icon=":material/error:")
            return
    _table(results[name])


def _measured(model: Model, label: str | None, reader: Reference) -> dict[str, PathLength]:
    walks = [(space, kind) for space, kind in WALKS if space in space_names(model)]
    bar, lengths = st.progress(0.0, _("Walking …")), {}
    for done, (space, kind) in enumerate(walks, 1):
        here = space_of(model, space)
        lengths[f"{space}, {kind}"] = path_length(here, reader.embed, kind, label=label)
        bar.progress(done / len(walks), _("Walking …"))
    bar.empty()
    return lengths


def _table(lengths: dict[str, PathLength]) -> None:
    st.dataframe(
        {
            _("Walk"): list(lengths),
            _("Path length"): [round(one.value, 1) for one in lengths.values()],
            _("Floor"): [round(one.floor, 1) for one in lengths.values()],
            _("Times the floor"): [round(one.detour, 2) for one in lengths.values()],
        },
        hide_index=True,
        key="path_table",
    )
    st.caption(
        _(
            "The floor is the mean squared distance of the two ends: features that went straight "
            "from one to the other at one pace. The more often the picture jumps or turns on the "
            "way, the longer the path."
        )
    )
