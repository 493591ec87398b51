"""Bars of shares by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go


def class_bars(
    title: str, bars: Mapping[str, tuple[list[float], str]], classes: Sequence[str] = ()
) -> go.Figure:
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
