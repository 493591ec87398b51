"""What real items are called, by their kind."""

from __future__ import annotations

from gan_core.data.spec import Pictures, Points, Spec, Tokens
from gan_core.errors import N_
from ui.shell.language import _

REAL = {Pictures: N_("Real pictures"), Points: N_("Real points"), Tokens: N_("Real sequences")}


def real_items(spec: Spec) -> str:
    """Return the heading of what stands beside made items of this kind."""
    return _(REAL[type(spec)])
