"""The phase portrait of the Dirac-GAN."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from gan_core.dirac.portrait import vector_field
from gan_core.dirac.rows import Row, Trajectory
from ui.dirac.controls import Choice, order_title
from ui.shell.language import _
from ui.shell.palette import D_COLOUR, REAL

EXTENTS = (2.0, 3.0, 5.0, 10.0)
"""The view is one of these, so that it stays where it is while a slider moves."""
CELLS = 19
TIME = ("#56B4E9", "#D55E00")
"""Early to late: told apart with any common colour blindness, on white and on black."""
STRENGTHS = (0.25, 0.45, 0.7, 1.0)
GREY = "#7F7F7F"
HEIGHT, SIDE, SMALL_SIDE = 520, 430, 280
_PLACE = "θ {@[0]}<br>ψ {@[1]}"
_CROSS = "path://M0,0L10,10M10,0L0,10"


def extent_of(trajectory: Trajectory) -> float:
    """Return how far the view reaches, in theta and in psi."""
    furthest = max(max(abs(theta), abs(psi)) for theta, psi in trajectory.visited) * 1.05
    return next((extent for extent in EXTENTS if extent >= furthest), EXTENTS[-1])


def portrait(choice: Choice, trajectory: Trajectory) -> None:
    """Draw the field, the trajectory on it, and the equilibrium."""
    st.echarts_chart(
        portrait_option(choice.row, trajectory),
        key="dirac_portrait",
        height=HEIGHT,
        alt=description(choice, trajectory),
    )


def portrait_option(row: Row, trajectory: Trajectory) -> dict[str, object]:
    """Return the portrait as an ECharts option, as wide as it is high also on a small screen."""
    extent = extent_of(trajectory)
    axis = {"type": "value", "min": -extent, "max": extent, "nameLocation": "middle"}
    axis |= {"axisLine": {"onZero": False}, "splitLine": {"show": False}}
    square = {"left": 50, "top": 36, "containLabel": False, "outerBoundsMode": "none"}
    series = [*_arrows(row, extent), *_path(trajectory), *_marks(trajectory)]
    if row.clip:
        line = {"color": D_COLOUR, "type": "dashed", "width": 1}
        series[-1]["markLine"] = _straight(line, *({"yAxis": y} for y in (-row.clip, row.clip)))
    timed = next(k for k, one in enumerate(series) if one["id"] == "steps")
    return {
        "baseOption": {
            "animation": False,
            "legend": {"top": 0, "left": 0, "itemWidth": 12, "itemHeight": 12},
            "grid": {**square, "width": SIDE, "height": SIDE},
            "xAxis": {**axis, "name": _("θ: where G puts its mass"), "nameGap": 26},
            "yAxis": {**axis, "name": _("ψ: D's slope"), "nameGap": 32},
            "tooltip": {"trigger": "item"},
            "visualMap": {
                "show": False,
                "seriesIndex": timed,
                "dimension": 2,
                "max": len(trajectory.visited) - 1,
                "inRange": {"color": list(TIME)},
            },
            "series": series,
        },
        "media": [
            {
                "query": {"maxWidth": SIDE + 60},
                "option": {"grid": {"width": SMALL_SIDE, "height": SMALL_SIDE}},
            },
            {"option": {"grid": {"width": SIDE, "height": SIDE}}},
        ],
    }


def description(choice: Choice, trajectory: Trajectory) -> str:
    """Return the portrait in words: for who does not see it."""
    (theta, psi), steps = trajectory.visited[-1], len(trajectory.visited) - 1
    return _(
        "Phase portrait of {row}, moved {order}: from θ {theta0:g}, ψ {psi0:g} in {steps} steps of "
        "{h:g} to θ {theta:.3g}, ψ {psi:.3g}. The distance from the equilibrium (0, 0) is then "
        "{ratio:.4g} times that at the start."
    ).format(
        row=_(choice.row.title),
        order=order_title(choice.together),
        theta0=choice.start[0],
        psi0=choice.start[1],
        steps=steps,
        h=choice.step,
        theta=theta,
        psi=psi,
        ratio=trajectory.ratio,
    )


def _grid(row: Row, extent: float) -> tuple[Tensor, Tensor]:
    """Return theta and psi, each (places,), where arrows stand: within the clip if there is one."""
    axis = (torch.arange(CELLS, dtype=torch.float64) + 0.5) / CELLS * 2 * extent - extent
    psi, theta = (one.flatten() for one in torch.meshgrid(axis, axis, indexing="ij"))
    inside = psi.abs() <= (row.clip or extent)
    return theta[inside], psi[inside]


def _straight(line: dict[str, object], *at: dict[str, float]) -> dict[str, object]:
    """Return straight lines through the whole picture."""
    bare = {"silent": True, "symbol": "none", "label": {"show": False}, "animation": False}
    return {**bare, "lineStyle": line, "data": list(at)}


def _arrows(row: Row, extent: float) -> list[dict[str, object]]:
    """Return the field as arrows of one length; the stronger, the less they let through."""
    theta, psi = _grid(row, extent)
    field = vector_field(row, theta, psi)
    strength = field.norm(dim=1)
    reach = 1.4 * extent / CELLS
    ahead = field / strength.clamp_min(1e-12)[:, None] * reach / 2
    places = torch.stack([theta, psi], 1)
    ends = torch.stack([places - ahead, places + ahead], 1)
    band = _bands(strength)
    return [
        {
            "type": "lines",
            "id": f"field {k}",
            "coordinateSystem": "cartesian2d",
            "silent": True,
            "symbol": ["none", "arrow"],
            "symbolSize": 6,
            "lineStyle": {"width": 1.2, "color": GREY, "opacity": opacity},
            "data": [{"coords": _short(one)} for one in ends[(band == k) & (strength > 1e-12)]],
        }
        for k, opacity in enumerate(STRENGTHS)
    ]


def _short(values: Tensor) -> list[list[float]]:
    return torch.round(values, decimals=4).tolist()


def _bands(strength: Tensor) -> Tensor:
    """Return for each arrow which of `STRENGTHS` it is drawn with: even shares of the arrows."""
    shares = torch.linspace(0, 1, len(STRENGTHS) + 1, dtype=strength.dtype)[1:-1]
    return torch.bucketize(strength, torch.quantile(strength, shares))


def _path(trajectory: Trajectory) -> list[dict[str, object]]:
    """Return the way as a line, and its steps as dots that can be asked."""
    steps = [[digits(theta), digits(psi), k] for k, (theta, psi) in enumerate(trajectory.visited)]
    step = _("step {step}").format(step="{@[2]}")
    return [
        {
            "type": "line",
            "id": "way",
            "silent": True,
            "showSymbol": False,
            "lineStyle": {"color": GREY, "width": 1, "opacity": 0.6},
            "data": [one[:2] for one in steps],
            "markLine": _straight(
                {"color": GREY, "type": "solid", "width": 1, "opacity": 0.4},
                {"xAxis": 0.0},
                {"yAxis": 0.0},
            ),
        },
        {
            "type": "scatter",
            "id": "steps",
            "symbolSize": 5,
            "data": steps,
            "tooltip": {"formatter": f"{step}<br>{_PLACE}"},
        },
    ]


def _marks(trajectory: Trajectory) -> list[dict[str, object]]:
    marks = (
        (_("start"), trajectory.visited[0], "circle", TIME[0]),
        (_("end"), trajectory.visited[-1], "rect", TIME[1]),
        (_("equilibrium"), (0.0, 0.0), _CROSS, REAL),
    )
    return [
        {
            "type": "scatter",
            "id": f"mark {k}",
            "name": name,
            "symbol": symbol,
            "symbolSize": 12,
            "itemStyle": {"color": "transparent", "borderColor": colour, "borderWidth": 3},
            "data": [[digits(at[0]), digits(at[1])]],
            "tooltip": {"formatter": f"{name}<br>{_PLACE}"},
        }
        for k, (name, at, symbol, colour) in enumerate(marks)
    ]


def digits(value: float) -> float:
    """Return `value` with four significant digits."""
    return float(f"{value:.4g}")
