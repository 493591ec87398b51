"""Where points are cut: towards the centre by psi, or noise without its tails by a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from gan_core.latent.space import PSI
from gan_core.latent.standing import THRESHOLDS
from ui.shell.language import _

Kind = Literal["psi", "tails"]
FIRST: dict[Kind, float] = {"psi": 0.7, "tails": 1.0}
RANGES: dict[Kind, tuple[float, float]] = {"psi": PSI, "tails": (0.05, THRESHOLDS[1])}


@dataclass(frozen=True)
class Cut:
    """A way to cut points and how far; `fitted`: with batch statistics of the cut noise."""

    kind: Kind
    value: float
    fitted: bool = False

    @property
    def sign(self) -> str:
        """Return what the value is called."""
        return "ψ" if self.kind == "psi" else "±"


def choose_cut(*, tails: bool) -> Cut:
    """Draw the way, its slider and what it does; keep them in the address."""
    kind = _kind() if tails else "psi"
    value = _value(kind)
    fitted = kind == "tails" and bool(
        st.checkbox(
            _("Batch statistics that fit"),
            str(st.query_params.get("fitted", "1")) != "0",
            key="cut_fitted",
            help=_(
                "BatchNorm's mean and variance are those of training, with whole noise. Taken "
                "anew from the noise that is cut, they fit it."
            ),
        )
    )
    for other in RANGES:
        if other != kind:
            st.query_params.pop(other, None)
    st.query_params[kind] = f"{value:g}"
    if kind == "tails" and not fitted:
        st.query_params["fitted"] = "0"
    else:
        st.query_params.pop("fitted", None)
    return Cut(kind, value, fitted)


def _kind() -> Kind:
    titles: dict[Kind, str] = {
        "psi": _("towards the centre"),
        "tails": _("noise without its tails"),
    }
    kind = st.segmented_control(
        _("Way"),
        list(titles),
        default="tails" if "tails" in st.query_params else "psi",
        format_func=titles.__getitem__,
        required=True,
        key="cut_kind",
        label_visibility="collapsed",
    )
    return "tails" if kind == "tails" else "psi"


def _value(kind: Kind) -> float:
    if kind == "psi":
        st.caption(
            _(
                "ψ moves every point towards the centre. Near 0 all pictures are alike and "
                "typical, at 1 they are as in training, beyond they become rare and odd; below 0 "
                "each is the opposite of itself."
            )
        )
    else:
        st.caption(
            _(
                "Each number of the noise that lies beyond ± is drawn anew. Small: typical "
                "pictures, and few; at 4 nearly nothing is beyond."
            )
        )
    low, high = RANGES[kind]
    title = "ψ" if kind == "psi" else _("Noise within ±")
    value = st.slider(title, low, high, value=_first(kind), step=0.05, key=f"{kind}_of_all")
    return float(value)


def _first(kind: Kind) -> float:
    """Return what the link says, put into the range; else where the slider begins."""
    low, high = RANGES[kind]
    try:
        first = float(str(st.query_params.get(kind, "")))
    except ValueError:
        return FIRST[kind]
    return round(min(max(first, low), high), 2) if first == first else FIRST[kind]  # nan is none
