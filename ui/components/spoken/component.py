"""Telling the browser in which language a page is: Streamlit's own says English always."""

from __future__ import annotations

from ui.components.load import component

_MOUNT = component("spoken")


def spoken(lang: str) -> None:
    """Say in which language (a BCP 47 tag) the page's texts are."""
    _MOUNT(key="spoken", data={"lang": lang}, height="content")
