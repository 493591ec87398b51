"""A line of one's own, graded word by word: what D pays for each, and how it surprises G."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gan_core.errors import UserError
from gan_core.model import Model
from gan_core.writing import Graded, graded, word_on, words_of, write
from ui.models.picker import model_key
from ui.shell.language import _, say
from ui.shell.links import linked, remember
from ui.shell.palette import D_COLOUR, G_COLOUR

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROLLOUTS = 16


def grading(model: Model) -> None:
    """Draw the field for a line, and each of its words with what it earns and how it surprises."""
    st.subheader(_("What each word earns"), anchor=False)
    if not model.judges:
        st.info(
            _(
                "This checkpoint holds only G, and it is D who pays. Choose a shipped model, or "
                "a checkpoint of a run that holds D too."
            )
        )
        return
    line = st.text_input(
        _("A line of yours"),
        value=linked("line") or words_of(model).text(write(model, 1)[0]),
        key="own_line",
        max_chars=500,
    )
    remember("line", line)
    try:
        rows, word = _grades(model_key(model), line, model)
    except UserError as error:
        st.warning(say(error), icon=":material/error:")
        return
    if word is None:
        text = _("The line is shorter than those that D knows: it has no word on it as it is.")
    else:
        text = _("D holds the whole line for real with a chance of {share}.").format(
            share=f"{word:.1%}"
        )
    st.markdown(text)
    st.plotly_chart(_bars(rows), key="grades", config={"displayModeBar": False})
    st.caption(
        _(
            "Reward of a word: G goes on from there {count} times, and D says how real the whole "
            "lines are, on average. This is all that G learns from in the game. Surprise: minus "
            "the logarithm of the chance that G gives the word."
        ).format(count=ROLLOUTS)
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _grades(key: str, line: str, _model: Model) -> tuple[list[Graded], float | None]:
    return graded(_model, line, ROLLOUTS), word_on(_model, line)


def _bars(rows: list[Graded]) -> go.Figure:
    """Return what words earn as bars, and their surprise as a line on an axis of its own."""
    import plotly.graph_objects as go  # not at start: only this figure needs it

    places = list(range(len(rows)))
    figure = go.Figure(
        [
            go.Bar(
                name=_("reward (D's word)"),
                x=places,
                y=[one.reward for one in rows],
                marker_color=D_COLOUR,
            ),
            go.Scatter(
                name=_("surprise (nats)"),
                x=places,
                y=[one.surprise for one in rows],
                yaxis="y2",
                mode="lines+markers",
                line_color=G_COLOUR,
            ),
        ]
    )
    figure.update_layout(
        height=260,
        margin={"l": 40, "r": 40, "t": 10, "b": 30},
        legend={"orientation": "h", "y": 1.15},
        xaxis={"tickvals": places, "ticktext": [one.word for one in rows]},
        yaxis={"range": [0, 1], "tickformat": ".0%"},
        yaxis2={"overlaying": "y", "side": "right", "rangemode": "tozero", "showgrid": False},
    )
    return figure
