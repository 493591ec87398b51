"""What a probe of D found: a table, bars, and in words what it shows."""

from __future__ import annotations

import streamlit as st

from gan_core.inspection.probe import PIXELS, TITLES, UNTRAINED, D, Probe
from ui.shell.language import _
from ui.shell.palette import D_COLOUR

COLOURS = {D: D_COLOUR, UNTRAINED: "#7F7F7F", PIXELS: "#CC79A7"}
CLEAR = 2.0
"""How many standard deviations D must be ahead to be called ahead, at least a point in 100."""


def draw(probes: list[Probe]) -> None:
    """Draw the accuracies of `probe_model` as a table and as bars."""
    by = {(probe.what, probe.per_class): probe for probe in probes}
    names, counts = (
        {what: _(TITLES[what]) for what in COLOURS},
        sorted({p.per_class for p in probes}),
    )
    heads = [_("{count} labels a class").format(count=count) for count in counts]
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    table: dict[str, list[str]] = {_("Classifier on"): list(names.values())}
    for count, head in zip(counts, heads, strict=True):
        table[head] = [_value(by[what, count]) for what in COLOURS]
    values = "; ".join(
        f"{names[what]}: " + ", ".join(f"{_value(by[what, count])} ({count})" for count in counts)
        for what in COLOURS
    )
    alt = _("Accuracy by labels a class. {values}").format(values=values)
    with left:
        st.table(table, border="horizontal", hide_index=True, alt=alt)
    with right:
        st.echarts_chart(_option(by, names, counts), key="probe_chart", height=240, alt=alt)


def _option(
    by: dict[tuple[str, int], Probe], names: dict[str, str], counts: list[int]
) -> dict[str, object]:
    return {
        "animation": False,
        "legend": {"top": 0, "left": 0, "itemHeight": 8},
        "grid": {"left": 50, "right": 12, "top": 48, "bottom": 42},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": [str(count) for count in counts],
            "name": _("labels a class"),
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %"}},
        "series": [
            {
                "type": "bar",
                "name": names[what],
                "itemStyle": {"color": colour},
                "data": [round(100 * by[what, count].mean, 1) for count in counts],
            }
            for what, colour in COLOURS.items()
        ],
    }


def _value(probe: Probe) -> str:
    return f"{probe.mean:.1%}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{probe.sd:.1%}"


def conclusion(probes: list[Probe], *, conditional: bool) -> str:
    """Return in words what the most labels show: D beside an untrained D.

    conditional: D was trained with labels.
    """
    most = max(probe.per_class for probe in probes)
    by = {probe.what: probe for probe in probes if probe.per_class == most}
    ahead = by[D].mean - by[UNTRAINED].mean
    doubt = max(0.01, CLEAR * (by[D].sd ** 2 + by[UNTRAINED].sd ** 2) ** 0.5)
    if ahead > doubt:
        text = _(
            "D's features are read better than those of an untrained D of the same build: by "
            "playing against G, D has learned something of the classes."
        )
    elif ahead < -doubt:
        text = _(
            "An untrained D's features are read better: what D learned against G does not help "
            "to tell the classes apart."
        )
    else:
        text = _(
            "D's features are read as well as those of an untrained D: what they say of classes "
            "comes from its build, not from its training."
        )
    if conditional:
        text += " " + _("But this D was trained with the labels of the pictures.")
    return text
