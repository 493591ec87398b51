"""Truncation: many seeds at one cut, and what it costs in variety."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.latent.space import space_names, space_of
from gan_core.latent.truncation import SAMPLES, Trade, of_tails, trades, trades_of_tails
from gan_core.metrics.reference import reader_of
from gan_core.model import Model
from gan_core.pictures import grid, png, to_bytes
from ui.components.picture.component import picture
from ui.latent.cuts import Cut, choose_cut
from ui.latent.folds import fold
from ui.models.picker import model_key, widgets_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say
from ui.shell.palette import D_COLOUR, G_COLOUR

SEEDS, COLUMNS = 32, 8


@st.fragment
def truncating(model: Model, label: str | None) -> None:
    """Draw the seeds at a cut and, when asked for, precision and recall over cuts; folded."""
    box = fold("truncation", _("Truncation: typical or varied"), ":material/compress:")
    if not box.open:
        return
    one_thread()
    with box:
        cut = choose_cut(tails="w" not in space_names(model))
        left, right = st.columns(2, gap="large")
        with left:
            _seeds(model, label, cut)
        with right:
            _trade(model, label, cut)


def _seeds(model: Model, label: str | None, cut: Cut) -> None:
    sheet = _sheet(model_key(model), label, cut, model)
    text = _("{count} seeds at {sign} = {value:g}").format(
        count=SEEDS, sign=cut.sign, value=cut.value
    )
    picture(sheet, alt=text, key="truncated_sheet")
    name = f"{cut.kind}-{cut.value:g}.png"
    st.download_button("PNG", sheet, name, "image/png", key="png_truncated")


@st.cache_data(max_entries=64, show_spinner=False)
def _sheet(key: str, label: str | None, cut: Cut, _model: Model) -> bytes:
    if cut.kind == "tails":
        pictures = of_tails(_model, SEEDS, cut.value, label, fitted=cut.fitted)
    else:
        space = space_of(_model)
        pictures = space.pictures(space.truncated(space.points(SEEDS), cut.value), label)
    return png(grid(to_bytes(pictures), COLUMNS), 2)


def _trade(model: Model, label: str | None, cut: Cut) -> None:
    """Draw precision and recall over cuts; they take some seconds, so they are asked for."""
    data_name = str(model.card.get("data", ""))
    reader = reader_of(data_name)
    if reader is None:
        st.info(
            _("There is no classifier for {data}, so this is not scored.").format(data=data_name)
        )
        return
    done: dict[str, list[Trade]] = st.session_state.setdefault("trades", {})
    name = f"{widgets_key()}/{model_key(model)}/{label}/{cut.kind}/{cut.fitted}"
    if name not in done:
        place = st.empty()  # the button goes once there is something to see
        title = _("Score each {sign}").format(sign=cut.sign)
        if not place.button(title, icon=":material/query_stats:", key="score_psi"):
            st.caption(
                _("Precision and recall of {n} seeds at each {sign}, against real ones.").format(
                    n=SAMPLES, sign=cut.sign
                )
            )
            return
        place.empty()
        try:
            with st.spinner(_("Scoring …")):
                scores = (
                    trades_of_tails(model, reader, label=label, fitted=cut.fitted)
                    if cut.kind == "tails"
                    else trades(space_of(model), reader, label=label)
                )
                rows = list(scores)
                done.clear()
                done[name] = rows
        except GanvasError as error:
            st.error(say(error), icon=":material/error:")
            return
    _curves(done[name], cut)


def _curves(rows: list[Trade], cut: Cut) -> None:
    near = min(rows, key=lambda row: abs(row.at - cut.value))
    st.echarts_chart(
        {
            "animation": False,
            "legend": {"top": 0, "itemHeight": 8},
            "grid": {"left": 40, "right": 16, "top": 32, "bottom": 40},
            "xAxis": {"type": "value", "max": rows[-1].at, "name": cut.sign},
            "yAxis": {"type": "value", "max": 1},
            "series": _series(rows, cut),
        },
        key="psi_curves",
        height=260,
        alt=_("Precision and recall over {sign}; at {value:g} they are {p:.2f} and {r:.2f}").format(
            sign=cut.sign, value=near.at, p=near.scores.precision, r=near.scores.recall
        ),
    )
    st.caption(
        _(
            "Of {n} seeds. Precision: the share that lies among real pictures. Recall: the share "
            "of real pictures that lie among these. At {sign} = {value:g}: {p:.2f} and {r:.2f}."
        ).format(
            n=SAMPLES,
            sign=cut.sign,
            value=near.at,
            p=near.scores.precision,
            r=near.scores.recall,
        )
    )


def _series(rows: list[Trade], cut: Cut) -> list[dict[str, object]]:
    """Return both curves; the first bears the mark of where the slider is."""
    lines = (
        (_("precision"), [[row.at, round(row.scores.precision, 4)] for row in rows], G_COLOUR),
        (_("recall"), [[row.at, round(row.scores.recall, 4)] for row in rows], D_COLOUR),
    )
    series: list[dict[str, object]] = [
        {
            "type": "line",
            "name": name,
            "data": points,
            "symbolSize": 7,
            "itemStyle": {"color": colour},
        }
        for name, points, colour in lines
    ]
    if cut.value >= 0:
        at, label = [{"xAxis": cut.value}], {"show": False}
        series[0]["markLine"] = {"silent": True, "symbol": "none", "label": label, "data": at}
    return series
