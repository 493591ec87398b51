"""How much reaches G: the norm of the gradient at each fake, as bars and in words."""

from __future__ import annotations

import streamlit as st

from gan_core.inspection.gradient import GradientField
from gan_core.model import Model
from ui.discriminator.gradient import short, short_name
from ui.discriminator.look import OWN, Choices, Look
from ui.shell.language import _
from ui.shell.palette import G_COLOUR

_OWN_COLOUR = "#7F7F7F"
Series = tuple[str, GradientField, str]
"""(name, field, colour) of some bars."""


def norms_chart(model: Model, look: Look, choices: Choices) -> None:
    """Draw the norm of each fake's gradient, beside that of the model's own objective."""
    names = [short_name(model, look, choices, i) for i in range(len(look.fakes))]
    series = _series(look, choices)
    values = "; ".join(
        f"{title}: {', '.join(short(value) for value in field.norm.tolist())}"
        for title, field, _colour in series
    )
    st.markdown("**" + _("Norm of the gradient at each fake") + "**")
    st.echarts_chart(
        _option(names, series),
        key="gradient_norms",
        height=180,
        alt=_("Norm of the gradient at each fake. {values}").format(values=values),
    )
    st.caption(_caption(look.gradient))


def _series(look: Look, choices: Choices) -> list[Series]:
    """Return the bars of the loss that is chosen, and of the model's own where that is another."""
    own = _("this model's own objective")
    if choices.objective == OWN:
        return [(own, look.gradient, G_COLOUR)]
    beside = [] if look.own is None else [(own, look.own, _OWN_COLOUR)]
    return [(_("this objective"), look.gradient, G_COLOUR), *beside]


def _option(names: list[str], series: list[Series]) -> dict[str, object]:
    return {
        "animation": False,
        "legend": {"top": 0, "right": 0, "itemHeight": 8},
        "grid": {"left": 56, "right": 12, "top": 30, "bottom": 22},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "bar",
                "name": title,
                "itemStyle": {"color": colour},
                "data": [float(f"{value:.4g}") for value in field.norm.tolist()],
            }
            for title, field, colour in series
        ],
    }


def _caption(field: GradientField) -> str:
    text = (
        _(
            "On average D's slope is {slope}, and the objective passes on {pull} times that. The "
            "loss has further terms, so the two do not make up all of the norm."
        )
        if _more_than_the_objective(field)
        else _(
            "The norm is D's slope times what the objective passes on of it: on average {slope} "
            "and {pull}."
        )
    )
    slope, pull = float(field.slope.mean()), float(field.pull.abs().mean())
    return text.format(slope=short(slope), pull=short(pull))


def _more_than_the_objective(field: GradientField) -> bool:
    """True where the field is more than D's slope times what the objective passes on."""
    pull = field.pull.abs().repeat_interleave(len(field.fakes) // len(field.pull))
    product = pull * field.slope
    return not bool((field.norm - product).abs().max() <= 1e-3 * product.max().clamp_min(1e-9))
