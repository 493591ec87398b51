"""Lines that a model writes: begun as one likes, before the game and after it, with D's word."""

from __future__ import annotations

import streamlit as st

from gan_core.data.verse import in_lines
from gan_core.errors import UserError
from gan_core.model import Model
from gan_core.writing import Author, authors, verdict_on, words_of, write
from ui.models.picker import model_key
from ui.shell.language import _, say
from ui.shell.links import linked, remember
from ui.text.tunes import plays, tunes

LINES, MELODIES = 8, 3
COOL, HOT, STEP = 0.2, 2.0, 0.05
LAST_SEED = 10**9 - 1


def lines(model: Model) -> None:
    """Draw what begins lines and how bold they are, and lines of each author side by side."""
    st.subheader(_("Lines"), anchor=False)
    start, temperature, seed = _wishes()
    names = {"G": _("After the game"), "likelihood": _("By maximum likelihood alone")}
    there = authors(model)
    if len(there) == 1:
        st.caption(_("The game has not begun: these lines are by maximum likelihood alone."))
    try:
        tables = [_lines(model_key(model), start, temperature, seed, one, model) for one in there]
    except UserError as error:
        st.warning(say(error), icon=":material/error:")
        return
    for column, author, rows in zip(st.columns(len(there)), there, tables, strict=True):
        with column:
            if len(there) > 1:
                st.markdown(f"**{names[author]}**")
            if plays(model):
                tunes(model, author, rows[:MELODIES], seed)
            else:
                texts = [in_lines(words_of(model), text) for text, _word in rows]
                st.table({_("What it writes"): texts, _("D: real"): [word for _text, word in rows]})
    st.caption(
        _(
            "Both columns have the same seeds. D's word is how likely it holds the line for real. "
            "A low temperature says the likeliest words, a high one says nearly anything."
        )
    )


def _wishes() -> tuple[str, float, int]:
    """Draw the beginning, the temperature and the seed; they are in the address too."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.text_input(
            _("Begin with"),
            value=linked("start", "text"),
            key="line_start",
            max_chars=200,
            placeholder=_("nothing: G begins by itself"),
            width=260,
        )
        temperature = float(
            st.slider(
                _("Temperature"), COOL, HOT, _temperature(), STEP, key="line_temperature", width=240
            )
        )
        seed = int(st.number_input(_("First seed"), 0, LAST_SEED, _seed(), LINES, key="line_seed"))
        st.button(
            _("Other lines"), icon=":material/casino:", key="other_lines", on_click=_other_lines
        )
    remember("start", start, "text")
    remember("temperature", f"{temperature:g}")
    remember("seed", str(seed), "text")
    return start, temperature, seed


def _temperature() -> float:
    try:
        value = float(linked("temperature") or 1)
    except ValueError:
        return 1.0
    return min(HOT, max(COOL, value)) if value == value else 1.0


def _seed() -> int:
    text = linked("seed", "text")
    return min(LAST_SEED, int(text)) if text.isascii() and text.isdecimal() else 0


def _other_lines() -> None:
    st.session_state["line_seed"] = (st.session_state["line_seed"] + LINES) % LAST_SEED


@st.cache_data(max_entries=64, show_spinner=False)
def _lines(
    key: str, start: str, temperature: float, seed: int, author: Author, _model: Model
) -> list[tuple[str, str]]:
    """Return lines as texts, each with D's word where the model has a D."""
    spec = words_of(_model)
    tokens = write(_model, LINES, seed, start=start, temperature=temperature, author=author)
    words = verdict_on(_model, tokens) if _model.judges else None
    shares = ["–"] * LINES if words is None else [f"{word:.0%}" for word in words]
    return [(spec.text(one), share) for one, share in zip(tokens, shares, strict=True)]
