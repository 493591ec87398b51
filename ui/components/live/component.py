"""The parts of a training run's page that follow it by themselves: numbers, picture, charts."""

from __future__ import annotations

from typing import Literal

from ui.components.load import component, nothing
from ui.shell.language import _

_MOUNT = component("live")
SECONDS = 0.5


def following(
    part: Literal["numbers", "picture", "charts"],
    url: str,
    *,
    lang: str,
    raw: bool = False,
    state: str | None = None,
    whole: bool = False,
) -> None:
    """Show a part of the run at `url`; all parts ask together, as often as the answer says.

    raw: the picture from the plain weights of G. whole: charts of every reading. state: the run's
    situation for which the page is drawn; once it is another one the page runs again.
    """
    _MOUNT(
        key=f"live_{part}",
        data={
            "part": part,
            "url": url,
            "lang": lang,
            "raw": raw,
            "state": state,
            "whole": whole,
            "seconds": SECONDS,
            "texts": {"waiting": _("The first pictures come with the first step.")},
        },
        on_state_change=nothing,
        height="content",
    )
