"""A board to draw on; what a model makes of the drawing follows the pen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.components.load import component, nothing
from ui.shell.language import _
from ui.shell.pictures import data_uri

_MOUNT = component("drawing_board")
MOST_TEXT = 6000
"""Characters of a drawing in the address; a longer one is kept for the visit alone."""


@dataclass(frozen=True)
class Ink:
    """A colour that one draws with, "#rrggbb", and what it means."""

    colour: str
    name: str


@dataclass(frozen=True)
class Paper:
    """What is drawn upon, and how.

    size, channels: of the sources that the model takes. inks: at least one. crisp: without soft
    edges. holes: the pen takes away what is drawn upon, and the eraser puts it back; sources say
    where they are known. base: a PNG that is drawn upon; truth: what is right of it.
    """

    size: int
    channels: int
    inks: Sequence[Ink]
    crisp: bool
    holes: bool
    base: bytes | None
    truth: bytes | None


def drawing_board(
    url: str,
    paper: Paper,
    *,
    first: str,
    others: Sequence[tuple[str, str]],
    version: str,
    key: str,
) -> str:
    """Show the board beside what `url` makes of it; return the drawing as a text.

    first: the drawing to begin with. others: (text, url) of whatever else makes something of it.
    version: with another one the drawing begins anew.
    """
    result = _MOUNT(
        key=key,
        data={
            "url": url,
            "size": paper.size,
            "channels": paper.channels,
            "inks": [vars(ink) for ink in paper.inks],
            "crisp": paper.crisp,
            "holes": paper.holes,
            "base": None if paper.base is None else data_uri(paper.base),
            "truth": None if paper.truth is None else data_uri(paper.truth),
            "first": first,
            "others": [{"text": text, "url": url} for text, url in others],
            "version": version,
            "most": MOST_TEXT,
            "texts": {**_texts(), **(_texts_of_holes() if paper.holes else {})},
        },
        default={"drawing": first},
        on_drawing_change=nothing,
        on_gone_change=nothing,
        height="content",
    )
    drawing = result.get("drawing")
    return drawing if isinstance(drawing, str) else ""


def _texts() -> dict[str, str]:
    return {
        "board": _("Drawing board"),
        "keys": _(
            "Draw with mouse, finger or pen. By keyboard: arrows move the cross, the space bar "
            "puts the pen down or lifts it, Ctrl+Z takes back."
        ),
        "pen": _("Pen"),
        "eraser": _("Eraser"),
        "fill": _("Fill"),
        "width": _("Width"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "clear": _("Clear"),
        "made": _("What the model makes of it"),
        "truth": _("The true picture"),
        "compare": _("Before and after"),
        "loupe": _("Loupe: point at a picture, or move it with the arrow keys"),
        "save_source": _("Drawing (PNG)"),
        "save_made": _("Picture (PNG)"),
        "down": _("pen down"),
        "lifted": _("pen lifted"),
        "full": _("This drawing is too long for the address: a link will not have it."),
    }


def _texts_of_holes() -> dict[str, str]:
    return {
        "board": _("Picture with holes"),
        "pen": _("Make a hole"),
        "eraser": _("Put back"),
        "save_source": _("With holes (PNG)"),
    }
