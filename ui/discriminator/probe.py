"""A classifier on D's features: what D has learned of classes, beside an untrained D and pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.errors import UserError
from gan_core.model import Model
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, plain, say

if TYPE_CHECKING:
    from gan_core.inspection.probe import Probe


@dataclass
class ProbeCache:
    """Where the probes of one model and data set are kept for every session."""

    probes: list[Probe] = field(default_factory=list)


@st.fragment
def probe_panel(model: Model, data_name: str) -> None:
    """Draw the probe of the model's D on the data set, when asked for; "": there is none here."""
    one_thread()
    st.subheader(_("A classifier on D's features"), anchor=False)
    st.caption(
        _(
            "D was trained to tell real from fake. Has it also learned to see what a picture "
            "shows? A linear classifier (SVM) is trained on D's maps with 10, 50 and 100 "
            "labelled pictures of each class and tested on held-out ones; beside it one on the "
            "maps of an untrained D, and one on raw pixels. Three draws of the labels each."
        )
    )
    if not data_name:
        st.info(
            _("This needs labelled real pictures of the model's kind, which are not here."),
            icon=":material/dataset:",
        )
    elif _is_asked(f"probed_{model_key(model)}_{data_name}"):
        _show(model, data_name)


def _is_asked(state: str) -> bool:
    """Draw the button; return whether it has been pressed in this session."""
    if st.button(
        _("Train the classifiers"),
        icon=":material/linear_scale:",
        key="probe",
        help=_("Takes about a minute on one core, longer for a wide D."),
    ):
        st.session_state[state] = True
    return bool(st.session_state.get(state))


def _show(model: Model, data_name: str) -> None:
    try:
        probes = _probes(model, data_name)
    except UserError as error:
        st.info(say(error), icon=":material/rule:")
        return
    from ui.discriminator.probe_words import conclusion, draw

    draw(probes)
    st.markdown(conclusion(probes, conditional=model.recipe.conditional))
    st.caption(
        _("Tested on {n} held-out pictures of {data}; mean ± standard deviation.").format(
            n=f"{probes[0].n:,}", data=plain(data_name)
        )
    )


def _probes(model: Model, data_name: str) -> list[Probe]:
    from gan_core.inspection.probe import TITLES, probe_model  # scikit-learn: only this needs it

    cache = _cache(model_key(model), data_name, data.entry(data_name).stamp)
    if not cache.probes:
        bar = st.progress(0.0, _("Reading the data …"))

        def report(count: int, total: int, what: str) -> None:
            text = _("Classifiers on {what} …").format(what=_(TITLES[what]))
            bar.progress(count / total, text)

        content = data.load(data_name)
        cache.probes = probe_model(model, content, per_class=_counts(content), report=report)
        bar.empty()
    return cache.probes


def _counts(content: DataSet) -> tuple[int, ...]:
    """Return how many labels a class there can be; the fewest even where they are too many."""
    from gan_core.inspection.probe import PER_CLASS, split

    per_class = split(content)[1].pool.bincount()
    least = int(per_class[per_class > 0].min())
    return tuple(count for count in PER_CLASS if count <= least) or PER_CLASS[:1]


@st.cache_resource(max_entries=32, show_spinner=False)
def _cache(key: str, data_name: str, stamp: str) -> ProbeCache:
    return ProbeCache()
