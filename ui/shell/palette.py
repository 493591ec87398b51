"""The colours: one for one thing, on every page; safe for colour-blind eyes."""

from __future__ import annotations

from gan_core.charts import Colour

REAL = "#009E73"
FAKE = "#E69F00"
G_COLOUR = FAKE
D_COLOUR = "#0072B2"
QUIET = "#7F7F7F"
FURTHER = (QUIET, "#CC79A7", "#56B4E9", "#D55E00", "#8C564B")
"""Of lines in one chart that are nobody's, in turn."""
OF: dict[Colour, str] = {"real": REAL, "fake": FAKE, "G": G_COLOUR, "D": D_COLOUR, "other": QUIET}
