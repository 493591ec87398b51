"""A small picture shown large with hard edges; the browser enlarges it."""

from __future__ import annotations

from ui.components.load import component
from ui.shell.pictures import data_uri

_MOUNT = component("picture")


def picture(content: bytes, *, alt: str, key: str, width: int | None = None) -> None:
    """Show a PNG at `width` pixels, or as wide as its place."""
    _MOUNT(
        key=key, data={"picture": data_uri(content), "alt": alt, "width": width}, height="content"
    )
