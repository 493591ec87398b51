"""Sliders for a few latent dimensions; the picture follows while they are dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui.components._load import component, nothing
from ui.language import _
from ui.pictures import data_uri

_MOUNT = component("latent_sliders")
REACH = 3.0


@dataclass(frozen=True)
class Slider:
    """One slider: its name and where it rests."""

    name: str
    value: float


def slider_values(key: str, version: str, sliders: Sequence[Slider]) -> tuple[list[float], int]:
    """Return (values, sequence number) as the browser last sent them for this `version`."""
    state = st.session_state.get(key) or {}
    at = state.get("at") or {}
    values = at.get("values", [])
    if at.get("version") != version or len(values) != len(sliders):
        return [slider.value for slider in sliders], 0
    return [max(-REACH, min(REACH, float(value))) for value in values], int(at["seq"])


def latent_sliders(
    picture: bytes,
    *,
    sliders: Sequence[Slider],
    values: Sequence[float],
    version: str,
    sequence: int,
    label: str,
    key: str,
    show: int = 280,
) -> None:
    """Show `picture` (PNG) beside the sliders; `version` names what they move (model, seed).

    values: where the sliders stand now.
    """
    _MOUNT(
        key=key,
        data={
            "seq": sequence,
            "picture": data_uri(picture),
            "show": show,
            "label": label,
            "version": version,
            "reset": _("Back to the seed"),
            "sliders": [
                {"name": s.name, "now": now, "rest": s.value, "low": -REACH, "high": REACH}
                for s, now in zip(sliders, values, strict=True)
            ],
        },
        on_at_change=nothing,
        height="content",
    )
