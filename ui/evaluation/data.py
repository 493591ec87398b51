"""Which data set a model is scored against, and the samples that all its scores are taken of."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from gan_core import data
from gan_core.errors import UserError
from gan_core.metrics.reference import EXTRACTORS
from gan_core.metrics.score import SEED
from gan_core.model import Model
from gan_core.questions import question
from gan_core.usage import Request
from ui.models.picker import model_key
from ui.shell.language import _, plain
from ui.shell.links import forget, remember


def choose_data(model: Model) -> str:
    """Draw the choice of the data set to score against; return its name, "" where there is none."""
    own = own_data(model)
    options = [name for name in dict.fromkeys([own, *EXTRACTORS]) if _fits(model, name)]
    if not options:
        _say_nothing_fits(own)
        return ""
    if st.session_state.get("evaluated_data", own) != own:
        forget("against")  # it was chosen for a model of other data
    st.session_state["evaluated_data"] = own
    link, usual = st.query_params.get("against"), _usual(options, own)
    choice = str(
        st.selectbox(
            _("Scored against"),
            options,
            index=options.index(link if link in options else usual),
            format_func=lambda name: (
                _("{name} (the model's own data)").format(name=name) if name == own else name
            ),
            key=f"against_{own}",
            help=_("The real pictures that samples are compared with."),
            width=340,
        )
    )
    if choice == usual:
        forget("against")
    else:
        remember("against", choice)
    _say_another(own, usual, choice, here=own in options)
    return choice


def _say_another(own: str, usual: str, choice: str, *, here: bool) -> None:
    """Say why it is not the model's own data that it is scored against, where it is not."""
    if not here:
        st.info(
            _("The data set {data} is not known on this machine; another is chosen.").format(
                data=plain(own)
            ),
            icon=":material/dataset:",
        )
    elif usual != own and choice == usual:
        st.info(
            _(
                "The model's own data, {data}, is not on this machine; {usual} is, and serves "
                "instead. The Data page says how to fetch the other."
            ).format(data=plain(own), usual=plain(usual)),
            icon=":material/dataset:",
        )


def _usual(options: list[str], own: str) -> str:
    """Return the first of `options` that is here and read by the own data's classifier."""
    alike = (name for name in options if EXTRACTORS.get(name) is EXTRACTORS.get(own))
    return next((name for name in alike if data.is_here(name)), options[0])


def own_data(model: Model) -> str:
    """Return the name of the data set that the model was trained on."""
    return str(model.card.get("data", ""))


def stamp_of(name: str) -> str:
    """Return what changes with the content of the data set, for caches."""
    return data.entry(name).stamp


def labels_for(model: Model, n: int, name: str) -> Tensor | None:
    """Return the labels that `samples` were made for, if they mean classes of data set `name`."""
    same = bool(model.classes) and model.classes == data.entry(name).spec.classes
    return model.design.labels(n) if same else None


@dataclass(frozen=True)
class ScoredSamples:
    """The first scored answers of a model, and what would have been right where that is known.

    request: what they answer.
    """

    items: Tensor
    request: Request
    truth: Tensor | None


def samples(model: Model, n: int) -> ScoredSamples:
    """Return the first `n` scored answers; shared, so never changed."""
    return _samples(model_key(model), n, model)


@st.cache_resource(max_entries=4, show_spinner=False)
def _samples(key: str, n: int, _model: Model) -> ScoredSamples:
    own = data.load(own_data(_model)) if _model.design.source is not None else None
    query = question(_model.design, own, n, SEED)
    return ScoredSamples(_model.answer(query.request), query.request, query.truth)


def say_not_here(name: str) -> None:
    """Say that this part needs pictures that are not on this machine."""
    st.info(
        _(
            "This needs the pictures of {data}, which are not on this machine. The Data page says "
            "how to fetch them."
        ).format(data=plain(name)),
        icon=":material/dataset:",
    )


def _fits(model: Model, name: str) -> bool:
    try:
        return data.entry(name).spec.shape == model.spec.shape
    except UserError:
        return False


def _say_nothing_fits(own: str) -> None:
    st.info(
        _(
            "There is nothing to score this model against: the data set {data} is not known on "
            "this machine, and the data sets with a classifier ({known}) have pictures of another "
            "shape."
        ).format(data=plain(own), known=plain(", ".join(EXTRACTORS))),
        icon=":material/dataset:",
    )
