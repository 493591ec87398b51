"""The 2-D Lab: a GAN on points of the plane, live in one canvas that streams from the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ui.components.lab.texts import texts
from ui.components.load import component, nothing
from ui.shell.language import current
from ui.shell.palette import D_COLOUR, FAKE, G_COLOUR, REAL

LAYERS = ("real", "fake", "field", "manifold", "arrows", "trails")
CELLS = 48
_MOUNT = component("lab")


@dataclass(frozen=True)
class Painting:
    """A data set painted by hand: cells (column, row) of a CELLS x CELLS grid over [-2, 2]^2.

    Row 0 is at the bottom (y = -2), column 0 at the left. number: another one for
    every drawing, so that the same drawing sent twice is seen to be sent twice.
    """

    cells: tuple[tuple[int, int], ...]
    number: int


@dataclass(frozen=True)
class LabState:
    """What the browser last said.

    layers, raw: what is switched on, None before the first switch. drawing: the last one that was
    done. gone: in the one rerun after the server answered that the lab has ended. left: in the
    one rerun after the sheet was left without a drawing.
    """

    layers: tuple[str, ...] | None
    raw: bool | None
    drawing: Painting | None
    gone: bool
    left: bool


@dataclass(frozen=True)
class LabView:
    """How a lab is shown.

    layers: of `LAYERS`, those switched on when the component opens. raw: show G itself rather than
    its averaged weights (EMA) at first; both are the user's from then on.
    settings: any text that changes with every setting that was changed: the curves are then read
    again, so that the change is marked in them.
    names: what settings and their values are called, {key: name}, for the marks of changes.
    When other settings, speed or who trains are in force on the server than before (also after a
    rewind or on another branch), the component has the page run again, so that its knobs follow.
    attention: when it changes the lab scrolls into view: something further down began it anew.
    draw: the canvas is a sheet to paint a data set on. cells: what is on the sheet at first.
    """

    layers: Sequence[str] = ("real", "fake", "field", "arrows")
    raw: bool = False
    settings: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    attention: int = 0
    draw: bool = False
    cells: Sequence[tuple[int, int]] = ()


def lab(base: str, view: LabView, *, key: str) -> LabState:
    """Show the lab that the server's routes below `base` stream, and return what was done in it.

    base: path of the lab's routes, with no slash at the end; another base is another lab, another
    `view` leaves the stream as it is.
    """
    result = _MOUNT(
        key=key,
        data={
            "base": base,
            "language": current(),
            "texts": texts(),
            "colours": {"real": REAL, "fake": FAKE, "g": G_COLOUR, "d": D_COLOUR},
            "view": {"layers": [one for one in LAYERS if one in view.layers], "raw": view.raw},
            "settings": view.settings,
            "names": dict(view.names),
            "attention": view.attention,
            "draw": view.draw,
            "cells": [list(cell) for cell in view.cells],
        },
        on_view_change=nothing,
        on_settings_change=nothing,
        on_drawing_change=nothing,
        on_gone_change=nothing,
        on_left_change=nothing,
        height="content",
    )
    return read(result.view, result.drawing, result.gone, result.left)


def read(view: object, drawing: object, gone: object, left: object) -> LabState:
    """Return the component's state with whatever is not as `lab` says left out."""
    layers, raw = None, None
    if isinstance(view, dict):
        layers = tuple(one for one in LAYERS if one in (view.get("layers") or ()))
        raw = bool(view.get("raw"))
    return LabState(layers, raw, _drawing(drawing), bool(gone), bool(left))


def _drawing(value: object) -> Painting | None:
    if not isinstance(value, dict):
        return None
    cells = {_cell(pair) for pair in value.get("cells") or ()} - {None}
    number = value.get("seq")
    if not cells or not isinstance(number, int | float):
        return None
    return Painting(tuple(sorted(cell for cell in cells if cell is not None)), int(number))


def _cell(pair: object) -> tuple[int, int] | None:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return None
    if not all(isinstance(one, int | float) and 0 <= one < CELLS for one in pair):
        return None
    return int(pair[0]), int(pair[1])
