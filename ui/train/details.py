"""The fields of a new run beside its settings: length, name, seed, threads, scores."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from gan_core.errors import UserError
from gan_core.runs.config import NAME_LIMIT, clean_name
from ui.shell.language import _


class Length(TypedDict, total=False):
    """How long a run shall be; nothing: as its preset says."""

    steps: int
    minutes: float


class Details(Length):
    """What the form says beside recipe, data and settings."""

    name: str
    seed: int
    threads: int
    score_every: int


def choose_length() -> Length:
    """Draw the choice of the run's length and return it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            _("Length"),
            ["preset", "minutes", "steps"],
            format_func={
                "preset": _("as the preset"),
                "minutes": _("minutes"),
                "steps": _("steps"),
            }.__getitem__,
            default="preset",
            required=True,
            key="length",
            persist_state="session",
        )
        if kind == "minutes":
            value = st.number_input(
                _("Minutes"),
                value=2.0,
                step=1.0,
                key="minutes",
                format="%g",
                persist_state="session",
            )
            return {"minutes": float(value)}
        if kind == "steps":
            return {
                "steps": int(
                    st.number_input(
                        _("Steps"), value=1000, step=100, key="steps", persist_state="session"
                    )
                )
            }
    return {}


def choose_details(usual_name: str) -> Details:
    """Draw the fields for name, seed, threads and how often the run is scored; return them."""
    with st.container(horizontal=True):
        name = st.text_input(
            _("Name of the run"),
            placeholder=usual_name,
            max_chars=NAME_LIMIT,
            key="name",
            help=_("By which you and others find it; you can change it later."),
            persist_state="session",
        )
        seed = st.number_input(
            _("Seed"),
            value=0,
            step=1,
            key="seed",
            help=_("Decides all randomness: the same seed gives the same run."),
            persist_state="session",
        )
        threads = st.number_input(
            _("CPU threads (0: automatic)"),
            value=0,
            step=1,
            key="threads",
            persist_state="session",
        )
        score_every = st.number_input(
            _("Steps between scores (0: never)"),
            value=500,
            step=100,
            key="score_every",
            help=_("Scores read the training and do not change it; each takes a moment."),
            persist_state="session",
        )
    return {
        "name": _name(name, usual_name),
        "seed": int(seed),
        "threads": int(threads),
        "score_every": int(score_every),
    }


def _name(text: str, usual: str) -> str:
    """Return `text` as a run's name, `usual` where nothing of it can be seen."""
    try:
        return clean_name(text)
    except UserError:
        return usual
