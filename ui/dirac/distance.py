"""The Dirac-GAN's distance from the equilibrium by step."""

from __future__ import annotations

import math

import streamlit as st

from gan_core.dirac.portrait import Local
from gan_core.dirac.rows import Trajectory
from ui.dirac.controls import Choice
from ui.dirac.portrait import GREY, digits
from ui.shell.language import _
from ui.shell.palette import D_COLOUR


def distance_chart(choice: Choice, trajectory: Trajectory, local: Local | None) -> None:
    """Draw the distance from the equilibrium by step."""
    distances = trajectory.distances
    axis, column = _axis(distances)
    series = [_line(_("distance"), D_COLOUR, distances, column)]
    if local is not None and local.modulus < 1:
        foreseen = [distances[0] * local.modulus**k for k in range(len(distances))]
        series.append(_line(_("as the eigenvalues say"), GREY, foreseen, column, dashed=True))
    option: dict[str, object] = {
        "animation": False,
        "legend": {"top": 0, "right": 0, "itemHeight": 8},
        "grid": {"left": 64, "right": 16, "top": 30, "bottom": 40},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "value",
            "max": choice.steps,
            "name": _("step"),
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": axis,
        "series": series,
    }
    st.markdown("**" + _("Distance from the equilibrium") + "**")
    st.echarts_chart(
        option,
        key="dirac_distance",
        height=220,
        alt=_("Distance from the equilibrium: {start:.3g} at first, {end:.3g} at last").format(
            start=distances[0], end=distances[-1]
        ),
    )


def _axis(values: list[float]) -> tuple[dict[str, object], int]:
    """Return the axis, and whether it shows a line's logarithms (1) or its values (2).

    Powers of ten, but values cut close where they span less than a decade.
    """
    positive = [value for value in values if value > 0]
    low, high = min(positive), max(positive)
    if high < 8 * low:
        return {"type": "value", "min": round(low * 0.8, 2), "max": round(high * 1.2, 2)}, 2
    return {"type": "value", "minInterval": 1, "axisLabel": {"formatter": "1e{value}"}}, 1


def _line(
    name: str, colour: str, values: list[float], column: int, *, dashed: bool = False
) -> dict[str, object]:
    style = {"width": 1.5, "color": colour, "type": "dashed" if dashed else "solid"}
    # A logarithm has no place for a distance of exactly 0.
    data = [[k, math.log10(value), digits(value)] for k, value in enumerate(values) if value > 0]
    return {
        "type": "line",
        "name": name,
        "showSymbol": False,
        "itemStyle": {"color": colour},
        "lineStyle": style,
        "data": data,
        "encode": {"x": 0, "y": column, "tooltip": 2},
    }
