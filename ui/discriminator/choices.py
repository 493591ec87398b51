"""What the page "What D sees" is asked for: objective, label, seeds; kept in the address."""

from __future__ import annotations

import streamlit as st

from gan_core.losses.objectives import OBJECTIVES
from gan_core.model import Model
from ui.discriminator.explaining import own_title
from ui.discriminator.look import OWN, Choices, count_of, own_terms
from ui.shell.language import _
from ui.shell.links import forget, linked, remember

LAST_SEED = 10**9 - 1


def choose_choices(model: Model, data_name: str) -> Choices:
    """Draw the choices and return them.

    Raises:
        UserError: the model has no D.
    """
    count = count_of(model)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        objective = _objective(model)
        label = _label(model)
        seed = choose_seed(count)
    return Choices(seed, label, objective, data_name)


def _objective(model: Model) -> str:
    names = {name: _(one.title) for name, one in OBJECTIVES.items()}
    if own_terms(model):
        names = {OWN: _("This model's own: {title}").format(title=own_title(model)), **names}
    if st.session_state.get("lens_objective") not in names:
        link = linked("objective")
        st.session_state["lens_objective"] = link if link in names else next(iter(names))
    objective = str(
        st.selectbox(
            _("G's objective"),
            list(names),
            format_func=names.__getitem__,
            key="lens_objective",
            help=_("What G would minimise. D stays the same."),
            width=280,
        )
    )
    remember("objective", objective)
    return objective


def _label(model: Model) -> str:
    if not model.classes:
        return ""
    key, link = f"lens_label_{model.recipe.name}", linked("label")
    options = ["", *model.classes]
    if st.session_state.get(key) not in options:
        st.session_state[key] = link if link in options else ""
    label = str(
        st.selectbox(
            _("Label"),
            options,
            format_func=lambda one: one or _("all in turn"),
            key=key,
            width=140,
        )
    )
    if label:
        remember("label", label)
    else:
        forget("label")
    return label


def choose_seed(count: int) -> int:
    """Draw the first of `count` seeds, and the button to the next ones; return it."""
    st.session_state.setdefault("lens_seed", _linked_seed())
    seed = int(
        st.number_input(
            _("First seed"),
            min_value=0,
            max_value=LAST_SEED,
            step=count,
            key="lens_seed",
            width=160,
        )
    )
    st.button(
        _("Other pictures"),
        icon=":material/casino:",
        key="other_pictures",
        on_click=_others,
        args=(count,),
    )
    remember("seed", str(seed))
    return seed


def _linked_seed() -> int:
    text = linked("seed")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


def _others(count: int) -> None:
    st.session_state["lens_seed"] = (st.session_state["lens_seed"] + count) % LAST_SEED
