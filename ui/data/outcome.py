"""What became of the files that were added: how many, as what, and what was skipped and why."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from gan_core import data
from gan_core.data import own
from gan_core.data.own_text import TextOutcome
from gan_core.errors import GanvasError
from ui.data.card import first_items
from ui.shell.language import _, plain, say

ADDED = "own_pictures_added"
"""Where the outcome waits for the run of the page that shows it, in the session's state."""


def came_of_it() -> None:
    """Draw what became of the files that were added last, once."""
    outcome: own.Outcome | TextOutcome | None = st.session_state.pop(ADDED, None)
    if outcome is None:
        return
    st.success(_summary(outcome), icon=":material/check:")
    for note in outcome.notes:
        st.info(say(note))
    if isinstance(outcome, own.Outcome) and outcome.skipped:
        _skipped(outcome)
    if isinstance(outcome, TextOutcome) or outcome.layout != "plain":
        with st.columns([3, 2])[0]:
            try:
                first_items(data.entry(outcome.name), f"added_{outcome.name}")
            except GanvasError as error:
                st.error(say(error), icon=":material/error:")


def _summary(outcome: own.Outcome | TextOutcome) -> str:
    if isinstance(outcome, TextOutcome):
        return _summary_of_text(outcome)
    if outcome.paired:
        text = _("{data} is made of {count} pairs. Train offers it now.")
    elif outcome.other:
        text = _(
            "{data} is made of {count} pictures, and {other} of a second domain. Train offers it "
            "now."
        )
    else:
        text = _("{data} is made of {count} pictures. Labels: {labels}. Train offers it now.")
    return text.format(
        data=plain(outcome.name),
        count=f"{outcome.pictures:,}",
        other=f"{outcome.other:,}",
        labels=plain(", ".join(outcome.classes) or _("none")),
    )


def _summary_of_text(outcome: TextOutcome) -> str:
    if outcome.unit == "word":
        text = _(
            "{data} is made of {count} lines of at most {length} words, {words} different ones. "
            "Train offers it now."
        )
    else:
        text = _(
            "{data} is made of {count} lines of at most {length} characters, {words} different "
            "ones. Train offers it now."
        )
    return text.format(
        data=plain(outcome.name),
        count=f"{outcome.lines:,}",
        length=outcome.length,
        words=f"{outcome.words:,}",
    )


def _skipped(outcome: own.Outcome) -> None:
    reasons = Counter(file.why for file in outcome.skipped)
    why = "; ".join(f"{_(text)}: {count:,}" for text, count in reasons.items())
    st.warning(
        _("{count} files were skipped ({why}).").format(
            count=f"{len(outcome.skipped):,}", why=plain(why)
        )
    )
    with st.expander(_("The skipped files")):
        st.dataframe(
            [{_("File"): file.path, _("Why"): _(file.why)} for file in outcome.skipped],
            hide_index=True,
        )
