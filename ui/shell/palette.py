"""The colours: one for one thing, on every page; safe for colour-blind eyes."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Sequence
from itertools import chain, count

from gan_core.charts import Colour

REAL = "#009E73"
FAKE = "#E69F00"
G_COLOUR = FAKE
D_COLOUR = "#0072B2"
QUIET = "#7F7F7F"
FURTHER = (QUIET, "#CC79A7", "#56B4E9", "#D55E00", "#8C564B")
"""Of lines in one chart that are nobody's, or whose colour another line has, in turn."""
OF: dict[Colour, str] = {"real": REAL, "fake": FAKE, "G": G_COLOUR, "D": D_COLOUR, "other": QUIET}
_TURN = 0.618034
"""Of the circle of hues from one further colour to the next: it comes near an earlier one late."""


def line_colours(whose: Sequence[Colour]) -> list[str]:
    """Return a colour for each line of a chart, no two alike: whose it is, where that is free."""
    own: dict[Colour, str] = {one: OF[one] for one in whose if one != "other"}
    spare = (
        one for one in chain(FURTHER, (REAL, FAKE, D_COLOUR), _hues()) if one not in own.values()
    )
    colours: list[str] = []
    for one in whose:
        colour = own.get(one)
        colours.append(next(spare) if colour is None or colour in colours else colour)
    return colours


def _hues() -> Iterator[str]:
    """Yield colours without end that are readable on light and on dark."""
    for turn in count():
        parts = colorsys.hls_to_rgb(turn * _TURN % 1, 0.5, 0.55)
        yield "#" + "".join(f"{round(255 * part):02X}" for part in parts)
