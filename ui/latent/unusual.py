"""Is it unusual? What G cannot make: ordinary pictures beside odd ones, and a ROC curve."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.errors import N_
from gan_core.latent.anomaly import AT_ONCE, Roc, residuals, roc, to_mean
from gan_core.latent.oddities import kinds_for, oddities, ordinary
from gan_core.latent.space import space_of
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.tiles.component import Tile, tiles
from ui.latent.real import real_pictures
from ui.models.picker import widgets_key
from ui.shell.compute import one_thread
from ui.shell.language import _
from ui.shell.palette import G_COLOUR, QUIET

COUNT = 64
"""Pictures of each kind."""
ERRORS = 4
TITLES = {
    "letters": N_("letters of a font"),
    "scratched": N_("scratched pictures"),
    "spotted": N_("spotted pictures"),
    "digits": N_("digits"),
    "clothes": N_("clothes"),
}


@dataclass(frozen=True)
class Trial:
    """Ordinary and odd pictures (N, C, H, W) with their residuals (N,), and the floor's curve.

    name: the model and the kind that it was made of. step: the model's.
    """

    name: str
    step: int
    ordinary: Tensor
    odd: Tensor
    of_ordinary: Tensor
    of_odd: Tensor
    floor: Roc

    @property
    def curve(self) -> Roc:
        """Return how well the residual tells them apart."""
        return roc(self.of_ordinary, self.of_odd)


@st.fragment
def unusual(model: Model) -> None:
    """Draw the choice of what is odd and, when asked for, how well the residual finds it."""
    one_thread()
    content = real_pictures(model)
    if content is None or content.held_out is None or len(content.held_out) < 2 * COUNT:
        return
    st.subheader(_("Is it unusual?"), anchor=False)
    st.caption(
        _(
            "G makes only what it has learnt. So what stays different after the search is a sign "
            "that a picture is of another kind. So AnoGAN looks for what is ill in scans of the "
            "retina: it is trained on healthy ones alone."
        )
    )
    kind = st.segmented_control(
        _("Held-out pictures against"),
        kinds_for(content),
        format_func=lambda name: _(TITLES[name]),
        default=next(iter(TITLES)),
        required=True,
        key="odd_kind",
    )
    name = f"{widgets_key()} {kind}"
    text = _("Compare {count} of each").format(count=COUNT)
    if st.button(text, icon=":material/troubleshoot:", key="odd_start"):
        st.session_state["odd_result"] = _tried(model, content, str(kind), name)
    trial: Trial | None = st.session_state.get("odd_result")
    if trial is not None and trial.name == name:
        _draw(trial)


def _tried(model: Model, content: DataSet, kind: str, name: str) -> Trial:
    bar = st.progress(0.0, _("Searching …"))
    parts, space = [], space_of(model)
    numbers = content.spec.to_numbers
    usual, odd = numbers(ordinary(content, COUNT)), numbers(oddities(kind, content, COUNT))
    for done, part in enumerate(residuals(space, torch.cat([usual, odd])), 1):
        parts.append(part)
        bar.progress(min(1.0, done * AT_ONCE / (2 * COUNT)), _("Searching …"))
    bar.empty()
    scores = torch.cat(parts)
    floor = roc(to_mean(usual, content), to_mean(odd, content))
    return Trial(name, model.step, usual, odd, scores[:COUNT], scores[COUNT:], floor)


def _draw(trial: Trial) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        _curves(trial)
    with right:
        st.metric(
            _("Area under the ROC curve"),
            f"{trial.curve.area:.3f}",
            help=_("1: every odd picture is further from G than every ordinary one. .5: chance."),
        )
        text = _(
            "G as it was at step {step}. By the distance to the mean training picture, without any "
            "G: {area:.3f}."
        )
        st.caption(text.format(area=trial.floor.area, step=f"{trial.step:,}"))
    st.markdown("**" + _("Where it errs") + "**")
    alarms = trial.of_ordinary.argsort(descending=True)[:ERRORS]
    misses = trial.of_odd.argsort()[:ERRORS]
    tiles(
        [
            *_tiles(trial.ordinary[alarms], trial.of_ordinary[alarms], _("ordinary, yet far")),
            *_tiles(trial.odd[misses], trial.of_odd[misses], _("odd, yet near")),
        ],
        key="odd_errors",
    )


def _tiles(pictures: Tensor, scores: Tensor, name: str) -> list[Tile]:
    lines = [f"{score:.3f}" for score in scores.tolist()]
    return [
        Tile([(png(to_bytes(picture)), f"{name}: {line}")], [name, line])
        for picture, line in zip(pictures, lines, strict=True)
    ]


def _curves(trial: Trial) -> None:
    chance = [[0, 0], [1, 1]]
    rows = (
        (_("residual of G"), _points(trial.curve), G_COLOUR, "solid"),
        (_("distance to the mean"), _points(trial.floor), QUIET, "solid"),
        (_("chance"), chance, QUIET, "dashed"),
    )
    st.echarts_chart(
        {
            "animation": False,
            "legend": {"top": 0, "itemHeight": 8},
            "grid": {"left": 48, "right": 16, "top": 32, "bottom": 40},
            "xAxis": {
                "type": "value",
                "max": 1,
                "name": _("ordinary ones above"),
                "nameLocation": "middle",
                "nameGap": 24,
            },
            "yAxis": {"type": "value", "max": 1},
            "series": [
                {
                    "type": "line",
                    "name": name,
                    "data": points,
                    "showSymbol": False,
                    "lineStyle": {"type": kind, "width": 2},
                    "itemStyle": {"color": colour},
                }
                for name, points, colour, kind in rows
            ],
        },
        key="odd_roc",
        height=300,
        alt=_(
            "ROC curve: share of odd pictures found by share of ordinary ones, area {area:.3f}"
        ).format(area=trial.curve.area),
    )


def _points(curve: Roc) -> list[list[float]]:
    pairs = zip(curve.false_rate.tolist(), curve.true_rate.tolist(), strict=True)
    return [[round(x, 4), round(y, 4)] for x, y in pairs]
