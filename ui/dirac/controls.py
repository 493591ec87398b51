"""What the page "Dirac-GAN" is asked for: row, order, step size, steps, start; in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from gan_core.dirac.game import START, STEP
from gan_core.dirac.rows import ROWS, START_LIMIT, STEP_LIMIT, STEPS, STEPS_LIMIT, Row
from gan_core.errors import N_
from ui.shell.language import _
from ui.shell.links import linked, remember

ORDERS = {"together": N_("together"), "turn": N_("in turn, D first")}


@dataclass(frozen=True)
class Choice:
    """One trajectory: its row, in which order the players move, step size, steps, start."""

    row: Row
    together: bool = True
    step: float = STEP
    steps: int = STEPS
    start: tuple[float, float] = START


def choose() -> Choice:
    """Draw the choices and return them."""
    row = _one_of("row", _("Loss and penalty"), {name: one.title for name, one in ROWS.items()})
    order = _one_of("order", _("G and D move"), ORDERS)
    first, second = st.columns(2), st.columns(2)
    with first[0]:
        step = st.slider(
            _("Step size h"), 0.01, STEP_LIMIT, STEP, 0.01, key="h", bind="query-params"
        )
    with first[1]:
        steps = st.slider(_("Steps"), 50, STEPS_LIMIT, STEPS, 50, key="rounds", bind="query-params")
    with second[0]:
        theta = _start("theta", _("Start θ (where G puts its mass)"), START[0])
    with second[1]:
        psi = _start("psi", _("Start ψ (D's slope)"), START[1])
    return Choice(ROWS[row], order == "together", step, steps, (theta, psi))


def order_title(together: bool) -> str:
    """Return the name of the order in which the players move, in the session's language."""
    title = ORDERS["together" if together else "turn"]
    return _(title)


def show(choice: Choice) -> None:
    """Set the choices to `choice`; for a button's callback."""
    order = "together" if choice.together else "turn"
    st.session_state.update(
        {
            "dirac_row": choice.row.name,
            "dirac_order": order,
            "h": choice.step,
            "rounds": choice.steps,
            "theta": choice.start[0],
            "psi": choice.start[1],
        }
    )


def _one_of(name: str, label: str, titles: Mapping[str, str]) -> str:
    key, link = f"dirac_{name}", linked(name)
    st.session_state.setdefault(key, link if link in titles else next(iter(titles)))
    option = str(
        st.pills(
            label,
            list(titles),
            format_func=lambda one: _(titles[one]),
            key=key,
            required=True,
            wrap=True,
        )
    )
    remember(name, option)
    return option


def _start(key: str, label: str, value: float) -> float:
    return float(
        st.slider(
            label,
            -START_LIMIT,
            START_LIMIT,
            value,
            0.1,
            key=key,
            bind="query-params",
            format="%.1f",
        )
    )
