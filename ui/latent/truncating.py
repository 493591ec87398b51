"""Truncation: many seeds at one psi, and what it costs in variety."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.latent.space import PSI, space_of
from gan_core.latent.truncation import SAMPLES, Trade, trades
from gan_core.metrics.reference import reader_of
from gan_core.model import Model
from gan_core.pictures import grid, png, to_bytes
from ui.components.picture.component import picture
from ui.models.picker import model_key, widgets_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say
from ui.shell.palette import D_COLOUR, G_COLOUR

SEEDS, COLUMNS = 32, 8


@st.fragment
def truncating(model: Model, label: str | None) -> None:
    """Draw the seeds at a psi and, when asked for, precision and recall over psi; folded."""
    fold = st.expander(
        _("Truncation: typical or varied"),
        icon=":material/compress:",
        on_change="rerun",
        key="truncation_fold",
    )
    if not fold.open:
        return
    one_thread()
    with fold:
        st.caption(
            _(
                "ψ moves every point towards the centre. Near 0 all pictures are alike and "
                "typical, at 1 they are as in training, beyond they become rare and odd; below 0 "
                "each is the opposite of itself."
            )
        )
        psi = _psi()
        left, right = st.columns(2, gap="large")
        with left:
            _seeds(model, label, psi)
        with right:
            _trade(model, label, psi)


def _psi() -> float:
    link = str(st.query_params.get("psi", ""))
    try:
        first = min(max(float(link), PSI[0]), PSI[1]) if link else 0.7
    except ValueError:
        first = 0.7
    first = first if first == first else 0.7  # nan is no psi
    psi = st.slider("ψ", *PSI, value=round(first, 2), step=0.05, key="psi_of_all")
    st.query_params["psi"] = f"{psi:g}"
    return float(psi)


def _seeds(model: Model, label: str | None, psi: float) -> None:
    sheet = _sheet(model_key(model), label, psi, model)
    text = _("{count} seeds at ψ = {psi:g}").format(count=SEEDS, psi=psi)
    picture(sheet, alt=text, key="truncated_sheet")
    st.download_button("PNG", sheet, f"psi-{psi:g}.png", "image/png", key="png_truncated")


@st.cache_data(max_entries=64, show_spinner=False)
def _sheet(key: str, label: str | None, psi: float, _model: Model) -> bytes:
    space = space_of(_model)
    points = space.truncated(space.points(SEEDS), psi)
    return png(grid(to_bytes(space.pictures(points, label)), COLUMNS), 2)


def _trade(model: Model, label: str | None, psi: float) -> None:
    """Draw precision and recall over psi; they take some seconds, so they are asked for."""
    data_name = str(model.card.get("data", ""))
    reader = reader_of(data_name)
    if reader is None:
        st.info(
            _("There is no classifier for {data}, so this is not scored.").format(data=data_name)
        )
        return
    done: dict[str, list[Trade]] = st.session_state.setdefault("trades", {})
    name = f"{widgets_key()}/{model_key(model)}/{label}"
    if name not in done:
        place = st.empty()  # the button goes once there is something to see
        if not place.button(_("Score each ψ"), icon=":material/query_stats:", key="score_psi"):
            st.caption(
                _("Precision and recall of {n} seeds at each ψ, against real ones.").format(
                    n=SAMPLES
                )
            )
            return
        place.empty()
        try:
            with st.spinner(_("Scoring …")):
                done.clear()
                done[name] = list(trades(space_of(model), reader, label=label))
        except GanvasError as error:
            st.error(say(error), icon=":material/error:")
            return
    _curves(done[name], psi)


def _curves(rows: list[Trade], psi: float) -> None:
    lines = (
        (_("precision"), [[row.psi, round(row.scores.precision, 4)] for row in rows], G_COLOUR),
        (_("recall"), [[row.psi, round(row.scores.recall, 4)] for row in rows], D_COLOUR),
    )
    here = {"silent": True, "symbol": "none", "label": {"show": False}, "data": [{"xAxis": psi}]}
    series = [
        {
            "type": "line",
            "name": name,
            "data": points,
            "symbolSize": 7,
            "itemStyle": {"color": colour},
            **({"markLine": here} if number == 0 and psi >= 0 else {}),
        }
        for number, (name, points, colour) in enumerate(lines)
    ]
    near = min(rows, key=lambda row: abs(row.psi - psi))
    st.echarts_chart(
        {
            "animation": False,
            "legend": {"top": 0, "itemHeight": 8},
            "grid": {"left": 40, "right": 16, "top": 32, "bottom": 40},
            "xAxis": {"type": "value", "max": 2, "name": "ψ"},
            "yAxis": {"type": "value", "max": 1},
            "series": series,
        },
        key="psi_curves",
        height=260,
        alt=_("Precision and recall over ψ; at {psi:g} they are {p:.2f} and {r:.2f}").format(
            psi=near.psi, p=near.scores.precision, r=near.scores.recall
        ),
    )
    st.caption(
        _(
            "Of {n} seeds. Precision: the share that lies among real pictures. Recall: the share "
            "of real pictures that lie among these. At ψ = {psi:g}: {p:.2f} and {r:.2f}."
        ).format(n=SAMPLES, psi=near.psi, p=near.scores.precision, r=near.scores.recall)
    )
