"""The scores of a model: quick ones when the page opens, all of them when asked."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from gan_core import data
from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.metrics.reference import EXTRACTORS, USUAL_N
from gan_core.metrics.result import Score
from gan_core.metrics.score import compared, measures_for, score_items
from gan_core.model import Model
from ui.evaluation.data import labels_for, samples, stamp_of
from ui.evaluation.meaning import meaning, written
from ui.models.picker import model_key
from ui.shell.charts import class_bars
from ui.shell.compute import one_thread
from ui.shell.kinds import real_items
from ui.shell.language import _, plain, say
from ui.shell.links import linked, remember
from ui.shell.palette import FAKE, REAL

QUICK_N = 1000
SIZES = (1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class ScoreGroup:
    """Scores that are taken together, and what is said meanwhile."""

    keys: tuple[str, ...]
    doing: str


@st.fragment
def scores_panel(model: Model, name: str) -> None:
    """Draw the table of scores and the class histogram of `model` beside data set `name`."""
    one_thread()
    st.subheader(_("Scores"), anchor=False)
    place = st.container()
    n, everything = _choose_n(model, name)
    state = f"all_scores_{model_key(model)}_{name}"
    if everything:
        st.session_state[state] = n
    with place:
        rows = _quick(model, name)
        if state in st.session_state:
            rows = _all(model, name, int(st.session_state[state])) or rows
        if rows:
            _draw(rows, name)


def _choose_n(model: Model, name: str) -> tuple[int, bool]:
    """Draw the choice of n and the button; return (n, pressed)."""
    usual = EXTRACTORS[name].usual_n if name in EXTRACTORS else USUAL_N
    sizes = sorted({*SIZES, usual})
    link = linked("n")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        n = int(
            st.select_slider(
                _("Samples to score"),
                sizes,
                value=next((size for size in sizes if str(size) == link), usual),
                format_func=lambda size: f"{size:,}",
                key=f"score_n_{usual}",
                width=280,
            )
        )
        everything = st.button(_("All scores"), icon=":material/query_stats:", key="all_scores")
    remember("n", str(n))
    st.caption(
        _(
            "All scores take from some seconds to about a minute on one core, longer with more "
            "samples and more training pictures. More samples make scores steadier."
        )
    )
    if not data.is_here(name):
        say_not_here_for_raw(name)
    return n, everything


def say_not_here_for_raw(name: str) -> None:
    """Say which scores are left out where the pictures are not on this machine."""
    st.info(
        _(
            "The pictures of {data} are not on this machine. The scores by classifier need none; "
            "copying, support and Parzen do and are left out. The Data page says how to fetch them."
        ).format(data=plain(name))
        if name in EXTRACTORS
        else _("The items of {data} are not on this machine.").format(data=plain(name)),
        icon=":material/dataset:",
    )


def _quick(model: Model, name: str) -> list[Score]:
    """Return the quick scores; says so where there are none for the data."""
    try:
        keys = _keys(model, name, "quick")
    except UserError as error:
        why = say(error)
        if isinstance(model.spec, Pictures):
            why += " " + _("Scores that compare pixels can still be taken below.")
        st.info(why, icon=":material/rule:")
        return []
    with st.spinner(_("Scoring {n} samples …").format(n=f"{QUICK_N:,}")):
        return _part(model_key(model), name, stamp_of(name), QUICK_N, keys, model)


def _keys(model: Model, name: str, which: str) -> tuple[str, ...]:
    """Return the keys of the scores that can be taken.

    Raises:
        UserError: none can; it says why.
    """
    return tuple(one.key for one in measures_for(compared(model, name), which))


def _all(model: Model, name: str, n: int) -> list[Score]:
    """Return all scores at `n`, with a bar that says what is being done."""
    parts = _parts(model, name)
    bar, rows = st.progress(0.0, _("Making {n} samples …").format(n=f"{n:,}")), []
    refused = []
    for i, part in enumerate(parts):
        bar.progress(i / len(parts), _(part.doing))
        try:
            rows += _part(model_key(model), name, stamp_of(name), n, part.keys, model)
        except UserError as error:
            refused.append(say(error))
    bar.empty()
    for sentence in dict.fromkeys(refused):
        st.info(sentence, icon=":material/rule:")
    return rows


ALONE = {
    "copying": N_("Looking for the nearest training pictures …"),
    "support": N_("Looking for duplicates …"),
    "parzen": N_("Fitting Parzen windows …"),
}
"""Scores that take long enough to be named while they are taken."""


def _parts(model: Model, name: str) -> list[ScoreGroup]:
    keys = _keys(model, name, "all")
    together = tuple(key for key in keys if key not in ALONE)
    parts = (
        [ScoreGroup(together, N_("Making samples and comparing features …"))] if together else []
    )
    return parts + [ScoreGroup((key,), ALONE[key]) for key in keys if key in ALONE]


@st.cache_data(max_entries=256, show_spinner=False)
def _part(
    key: str, name: str, stamp: str, n: int, keys: tuple[str, ...], _model: Model
) -> list[Score]:
    items = samples(_model, n)
    return score_items(
        items.items,
        name,
        labels_for(_model, n, name),
        keys,
        truth=items.truth,
        model=_model,
        request=items.request,
    )


def _draw(rows: list[Score], name: str) -> None:
    numbers = [row for row in rows if not isinstance(row.value, list)]
    floors = [_floor(row) for row in numbers]
    real = real_items(data.entry(name).spec)
    st.table(
        {
            _("Score"): [_described(row) for row in numbers],
            _("Value"): [
                f"**{written(row.key, row.value, floor)}**"
                for row, floor in zip(numbers, floors, strict=True)
            ],
            real: [
                written(row.key, row.floor, floor)
                for row, floor in zip(numbers, floors, strict=True)
            ],
            "n": [f"{row.n:,}" for row in numbers],
            _("Extractor"): [_(row.extractor) for row in numbers],
        },
        border="horizontal",
        hide_index=True,
        alt=_("Scores of the model beside those of real data"),
    )
    st.caption(
        _(
            "The column “{column}” is the floor: the same score of as many of them. Compare with "
            "it, and only at the same n with the same extractor."
        ).format(column=real)
    )
    for row in rows:
        if row.key == "histogram":
            _histogram(row, name)


def _described(row: Score) -> str:
    """Return a score's name, and below it small how to read it, as Markdown."""
    return f"{plain(_(row.name))}  \n:small[:gray[{meaning(row.key)}]]"


def _floor(row: Score) -> float | None:
    floor = row.floor
    return floor if row.key == "support" and isinstance(floor, float) else None


def _histogram(score: Score, name: str) -> None:
    value, real = score.value, score.floor
    if not isinstance(value, list) or not isinstance(real, list):
        return
    classes = data.entry(name).spec.classes
    values = "; ".join(
        _("{label}: {made:.0%} of samples, {real:.0%} of real pictures").format(
            label=label, made=one, real=other
        )
        for label, one, other in zip(classes, value, real, strict=True)
    )
    bars = {_("made"): (value, FAKE), _("real"): (real, REAL)}
    title = _("Which classes the samples are read as")
    st.plotly_chart(
        class_bars(title, bars, classes),
        key="score_histogram",
        alt=_("{title}. {values}").format(title=title, values=values),
    )
