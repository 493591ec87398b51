"""The phase portrait of the Dirac-GAN, and its distance from the equilibrium by step."""

from __future__ import annotations

from typing import Any

import streamlit as st
import torch
from torch import Tensor

from gan_core.dirac_portrait import Local, vector_field
from gan_core.dirac_rows import Row, Trajectory
from ui.charts import D_COLOUR, REAL
from ui.dirac_controls import Asked, order_title
from ui.language import _

EXTENTS = (2.0, 3.0, 5.0, 10.0)
"""The view is one of these, so that it stays where it is while a slider moves."""
CELLS = 19
TIME = ((0.0, "#56B4E9"), (1.0, "#D55E00"))
"""Early to late: told apart with any common colour blindness, on white and on black."""
STRENGTHS = (0.25, 0.45, 0.7, 1.0)
HEIGHT = 520


def extent_of(played: Trajectory) -> float:
    """Return how far the view reaches, in theta and in psi."""
    furthest = max(max(abs(theta), abs(psi)) for theta, psi in played.visited) * 1.05
    return next((extent for extent in EXTENTS if extent >= furthest), EXTENTS[-1])


def portrait(asked: Asked, played: Trajectory) -> None:
    """Draw the field, the trajectory on it, and the equilibrium."""
    import plotly.graph_objects as go  # not at start: only this figure needs it

    extent = extent_of(played)
    figure = go.Figure([*_arrows(asked.row, extent), *_path(played), *_marks(played)])
    axis = {"range": [-extent, extent], "zeroline": True, "constrain": "domain"}
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 10, "r": 10, "t": 40, "b": 10},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={**axis, "title": _("θ: where G puts its mass")},
        yaxis={**axis, "title": _("ψ: D's slope"), "scaleanchor": "x"},
        dragmode=False,
    )
    if asked.row.clip:
        for bound in (-asked.row.clip, asked.row.clip):
            figure.add_hline(bound, line={"color": D_COLOUR, "dash": "dash", "width": 1})
    st.plotly_chart(
        figure, key="dirac_portrait", config={"displayModeBar": False}, alt=said(asked, played)
    )


def said(asked: Asked, played: Trajectory) -> str:
    """Return the portrait in words: for who does not see it."""
    (theta, psi), steps = played.visited[-1], len(played.visited) - 1
    return _(
        "Phase portrait of {row}, moved {order}: from θ {theta0:g}, ψ {psi0:g} in {steps} steps of "
        "{h:g} to θ {theta:.3g}, ψ {psi:.3g}. The distance from the equilibrium (0, 0) is then "
        "{ratio:.4g} times that at the start."
    ).format(
        row=_(asked.row.title),
        order=order_title(asked.together),
        theta0=asked.start[0],
        psi0=asked.start[1],
        steps=steps,
        h=asked.step,
        theta=theta,
        psi=psi,
        ratio=played.ratio,
    )


def distance_chart(asked: Asked, played: Trajectory, local: Local | None) -> None:
    """Draw the distance from the equilibrium by step, on a logarithmic axis."""
    distances = played.distances
    series = [_line(_("distance"), D_COLOUR, distances)]
    if local is not None and local.modulus < 1:
        foreseen = [distances[0] * local.modulus**k for k in range(len(distances))]
        series.append(_line(_("as the eigenvalues say"), "#7F7F7F", foreseen, dashed=True))
    option: dict[str, Any] = {
        "animation": False,
        "legend": {"top": 0, "right": 0, "itemHeight": 8},
        "grid": {"left": 64, "right": 16, "top": 30, "bottom": 40},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "value",
            "max": asked.steps,
            "name": _("step"),
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": {"type": "log", **_decades(distances)},
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


def _decades(values: list[float]) -> dict[str, float]:
    """Return the ends of an axis that is cut close where the values span less than a decade."""
    seen = [value for value in values if value > 0]
    low, high = min(seen), max(seen)
    return {"min": round(low * 0.8, 2), "max": round(high * 1.2, 2)} if high < 8 * low else {}


def _line(name: str, colour: str, values: list[float], *, dashed: bool = False) -> dict[str, Any]:
    style = {"width": 1.5, "color": colour, "type": "dashed" if dashed else "solid"}
    # A logarithm has no place for a distance of exactly 0.
    data = [[k, float(f"{value:.4g}")] for k, value in enumerate(values) if value > 0]
    return {
        "type": "line",
        "name": name,
        "showSymbol": False,
        "itemStyle": {"color": colour},
        "lineStyle": style,
        "data": data,
    }


def _grid(row: Row, extent: float) -> tuple[Tensor, Tensor]:
    """Return theta and psi, each (places,), where arrows stand: within the clip if there is one."""
    axis = (torch.arange(CELLS, dtype=torch.float64) + 0.5) / CELLS * 2 * extent - extent
    psi, theta = (one.flatten() for one in torch.meshgrid(axis, axis, indexing="ij"))
    kept = psi.abs() <= (row.clip or extent)
    return theta[kept], psi[kept]


def _arrows(row: Row, extent: float) -> list[Any]:
    """Return the field as arrows of one length; the stronger, the less they let through."""
    import plotly.graph_objects as go

    theta, psi = _grid(row, extent)
    field = vector_field(row, theta, psi)
    strength = field.norm(dim=1)
    reach = 1.4 * extent / CELLS
    ahead = field / strength.clamp_min(1e-12)[:, None] * reach / 2
    band = _bands(strength)
    made = []
    for k, opacity in enumerate(STRENGTHS):
        at = (band == k) & (strength > 1e-12)
        x = torch.stack([theta - ahead[:, 0], theta + ahead[:, 0]], 1)[at]
        y = torch.stack([psi - ahead[:, 1], psi + ahead[:, 1]], 1)[at]
        angle = torch.rad2deg(torch.atan2(ahead[at][:, 0], ahead[at][:, 1]))
        colour = f"rgba(127,127,127,{opacity})"
        tails = {"x": _broken(x), "y": _broken(y), "mode": "lines", "line": {"width": 1.2}}
        heads = {"x": x[:, 1].tolist(), "y": y[:, 1].tolist(), "mode": "markers"}
        marker = {"symbol": "arrow", "size": 7, "angle": angle.tolist(), "color": colour}
        made.append(go.Scatter(tails, line_color=colour, hoverinfo="skip", showlegend=False))
        made.append(go.Scatter(heads, marker=marker, hoverinfo="skip", showlegend=False))
    return made


def _bands(strength: Tensor) -> Tensor:
    """Return for each arrow which of `STRENGTHS` it is drawn with: even shares of the arrows."""
    shares = torch.linspace(0, 1, len(STRENGTHS) + 1, dtype=strength.dtype)[1:-1]
    return torch.bucketize(strength, torch.quantile(strength, shares))


def _broken(ends: Tensor) -> list[float | None]:
    """Return the ends of lines (N, 2) one after the other, with a gap after each line."""
    return [value for first, last in ends.tolist() for value in (first, last, None)]


def _path(played: Trajectory) -> list[Any]:
    import plotly.graph_objects as go

    theta, psi = (list(one) for one in zip(*played.visited, strict=True))
    steps = list(range(len(theta)))
    marker = {
        "size": 5,
        "color": steps,
        "colorscale": [list(stop) for stop in TIME],
    }
    hover = "%{text}<br>θ %{x:.4g}<br>ψ %{y:.4g}<extra></extra>"
    text = [_("step {step}").format(step=step) for step in steps]
    line = {"color": "rgba(127,127,127,0.6)", "width": 1}
    return [
        go.Scatter(
            x=theta,
            y=psi,
            mode="lines+markers",
            line=line,
            marker=marker,
            text=text,
            hovertemplate=hover,
            showlegend=False,
        )
    ]


def _marks(played: Trajectory) -> list[Any]:
    import plotly.graph_objects as go

    marks = (
        (_("start"), played.visited[0], "circle-open", TIME[0][1]),
        (_("end"), played.visited[-1], "square-open", TIME[1][1]),
        (_("equilibrium"), (0.0, 0.0), "x-thin", REAL),
    )
    return [
        go.Scatter(
            x=[at[0]],
            y=[at[1]],
            mode="markers",
            name=name,
            marker={
                "symbol": symbol,
                "size": 14,
                "color": colour,
                "line": {"width": 3, "color": colour},
            },
            hovertemplate=f"{name}<br>θ %{{x:.4g}}<br>ψ %{{y:.4g}}<extra></extra>",
        )
        for name, at, symbol, colour in marks
    ]
