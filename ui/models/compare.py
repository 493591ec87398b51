"""All shipped models in one table: how each was made and what it scores; a row opens its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from gan_core import recipes
from gan_core.errors import UserError
from gan_core.metrics.result import by_key
from gan_core.runs.library.models import open_model, shipped_file
from gan_core.sampling import draw_samples
from ui.shell.language import _
from ui.shell.links import linked, remember
from ui.shell.pictures import data_uri
from ui.shell.states import clock

SAMPLES = 6
BUDGETS = (15, 60, 240)
"""Minutes of training within which models are compared."""
Card = Mapping[str, Any]


def compare(cards: Mapping[str, Card]) -> str:
    """Draw the table; return the name of the chosen model (the linked one at first)."""
    names = sorted(cards, key=lambda name: _place(cards[name]))
    st.caption(
        _(
            "One row a model. Of one data set, those trained for about as long stand together, the "
            "best Frechet distance first. Choose a row for its card."
        )
    )
    table = st.dataframe(
        [_row(name, cards[name]) for name in names],
        column_config={
            _("Samples"): st.column_config.ImageColumn(width="medium"),
            _("Steps"): st.column_config.NumberColumn(format="localized"),
            "FD": st.column_config.NumberColumn(format="%.1f"),
        },
        height="content",  # all rows: this table is what the page is for
        hide_index=True,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        key="models_table",
    )
    rows = [row for row in table.selection.rows if row < len(names)]
    if rows:
        remember("show", names[rows[0]])
    link = linked("show")
    return link if link in cards else names[0]


def budget_of(seconds: float) -> int | None:
    """Return the minutes that a model was trained for at most, of BUDGETS; None where longer."""
    return next((minutes for minutes in BUDGETS if seconds <= 60 * minutes), None)


def _place(card: Card) -> tuple[str, float, float]:
    """Return what rows are sorted by: data, budget, distance."""
    budget = budget_of(card["seconds"])
    return card["data"], float("inf") if budget is None else budget, _distance(card)


def _budget_text(card: Card) -> str:
    budget = budget_of(card["seconds"])
    if budget is None:
        return _("over {minutes} min").format(minutes=BUDGETS[-1])
    return _("up to {minutes} min").format(minutes=budget)


def score_of(card: Card, key: str) -> float | None:
    """Return the value of the score `key`, None where the card has none."""
    row = by_key(card.get("scores") or []).get(key)
    return None if row is None else float(row["value"])


def _distance(card: Card) -> float:
    score = score_of(card, "fd")
    return float("inf") if score is None else score


def _row(name: str, card: Card) -> dict[str, object]:
    title = recipes.get(card["recipe"]).title
    scores = {
        "FD": score_of(card, "fd"),
        "KID": score_of(card, "kid"),
        _("Precision"): score_of(card, "precision"),
        _("Recall"): score_of(card, "recall"),
        _("Confident"): score_of(card, "confident"),
        _("As asked"): score_of(card, "intended"),
    }
    return {
        _("Model"): name,
        _("Samples"): _strip(name, str(card.get("created", ""))),
        _("GAN"): _(title),
        _("Data"): card["data"],
        _("Steps"): card["step"],
        _("Time"): clock(card["seconds"]),
        _("Budget"): _budget_text(card),
        **{key: None if value is None else round(value, 3) for key, value in scores.items()},
    }


@st.cache_data(max_entries=64, show_spinner=False)
def _strip(name: str, version: str) -> str | None:
    """Return the model's first samples in a data URL; None where its sources are not here."""
    try:
        return data_uri(draw_samples(open_model(shipped_file(name)), SAMPLES).thumbnail())
    except UserError:
        return None
