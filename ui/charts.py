"""Curves as ECharts options: one colour for one thing, on every page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from gan_core.runs.history import Curve
from gan_core.runs.view import RunView
from ui.run_shown import D_COLOUR, FAKE, G_COLOUR, POINTS, REAL, Chart, Line

__all__ = ["D_COLOUR", "FAKE", "G_COLOUR", "REAL", "class_bars", "curves_chart"]


def curves_chart(now: RunView, chart: Chart, *, steps: str, key: str) -> None:
    """Draw a chart over the steps, with a dashed line where the theory has a value."""
    series = [_series(now.curve(line.reading, POINTS), line) for line in chart.lines]
    _mark_changes(series[0], now)
    option: dict[str, Any] = {
        "animation": False,
        "title": {
            "text": chart.title,
            "left": 0,
            "textStyle": {"fontSize": 13, "fontWeight": "normal"},
        },
        "legend": {"top": 20, "right": 0, "itemHeight": 8},
        "grid": {"left": 48, "right": 60, "top": 48, "bottom": 40},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": steps, "nameLocation": "middle", "nameGap": 26},
        "yAxis": {"type": "value", "scale": True},
        "dataZoom": [{"type": "inside"}],
        "series": series,
    }
    st.echarts_chart(option, key=key, height=240, alt=chart.alt)


def _mark_changes(series: dict[str, Any], now: RunView) -> None:
    """Draw a vertical line where a setting was changed while the run trained."""
    marks = [
        {"xAxis": event["step"], "label": {"formatter": f"{event['what']} {event['value']}"}}
        for event in now.changes()
    ]
    if marks:
        line = series.setdefault("markLine", {"silent": True, "symbol": "none", "data": []})
        line["data"] = [*line["data"], *marks]


def class_bars(
    title: str, bars: Mapping[str, tuple[list[float], str]], classes: Sequence[str] = ()
) -> Any:
    """Return a Plotly figure of shares by class: one colour for each named list of shares.

    classes: the names of the classes; their numbers where it is left out.
    """
    import plotly.graph_objects as go  # not at start: only this figure needs it

    figure = go.Figure(
        [
            go.Bar(
                name=name,
                x=list(classes) or [str(i) for i in range(len(shares))],
                y=shares,
                marker_color=colour,
            )
            for name, (shares, colour) in bars.items()
        ]
    )
    figure.update_layout(
        title={"text": title, "font": {"size": 13}},
        height=220,
        margin={"l": 40, "r": 10, "t": 40, "b": 30},
        yaxis={"tickformat": ".0%"},
        xaxis={"dtick": 1},
    )
    return figure


def _series(curve: Curve, line: Line) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "line",
        "name": line.name,
        "showSymbol": False,
        "itemStyle": {"color": line.colour},
        "lineStyle": {"width": 1.5, "color": line.colour},
        "data": [
            [step, round(value, 4)]
            for step, value in zip(curve.steps, curve.mean, strict=True)
            if math.isfinite(value)
        ],
    }
    if line.reference is not None:
        made["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"type": "dashed", "color": line.colour, "opacity": 0.7},
            "label": {"formatter": f"{line.reference:.3f}", "position": "end"},
            "data": [{"yAxis": line.reference}],
        }
    return made
