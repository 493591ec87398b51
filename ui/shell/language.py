"""Translation per session: English source, Simplified Chinese beside it, through gettext."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from gan_core.errors import GanvasError, Message

Words = Callable[[str], str]
"""Puts a text into the reader's language."""

DOMAIN = "ganvas"
LOCALES = Path(__file__).resolve().parents[2] / "locales"
LANGUAGES = {"en": "English", "zh": "简体中文"}
TAGS = {"en": "en", "zh": "zh-Hans"}
"""The languages by their BCP 47 tags, as browsers and screen readers know them."""
_FOLDERS = {"zh": "zh_CN"}


def current() -> str:
    """Return the session's language: linked, chosen, or the browser's."""
    return _choice() or ("zh" if (st.context.locale or "").lower().startswith("zh") else "en")


def _choice() -> str | None:
    for choice in (st.query_params.get("lang"), st.session_state.get("chosen_language")):
        if choice in LANGUAGES:
            return str(choice)
    return None


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = _FOLDERS.get(language)
    if folder is None:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALES, [folder])


def _(text: str) -> str:
    """Return `text` in the session's language."""
    return translator(current())(text)


def translator(language: str) -> Callable[[str], str]:
    """Return what translates into `language` (English where it is none of ours)."""
    catalogue = _catalogue(language)
    return lambda text: catalogue.gettext(text) if text else ""


def say(message: Message | GanvasError) -> str:
    """Return a message of gan_core in the session's language, safe to show as Markdown."""
    inner = message.message if isinstance(message, GanvasError) else message
    return plain(inner.render(_))


def plain(text: str) -> str:
    """Return `text` so that Markdown shows it as it is: names are data, never markup."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|~$:" else c for c in text)


def choose_language() -> None:
    """Draw the language switch; a choice stays in the address, also on the next page."""
    choice = _choice()
    if choice is not None:
        st.session_state["chosen_language"] = choice
        if st.query_params.get("lang") != choice:
            st.query_params["lang"] = choice
    st.session_state["language_switch"] = current()
    st.segmented_control(
        "Language / 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language_switch",
        required=True,
        on_change=_keep_choice,
    )


def _keep_choice() -> None:
    choice = st.session_state["language_switch"]
    st.session_state["chosen_language"] = choice
    st.query_params["lang"] = choice
