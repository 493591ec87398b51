"""Settings of networks whose width doubles with each halving of the side. A mixin."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gan_core.errors import N_
from gan_core.settings.base import Section, Settings


class Widths(Settings):
    """How wide such a G and D are."""

    section: ClassVar[Section] = "networks"
    g_width: int = Field(
        16, ge=1, le=512, title=N_("Width of G"), description=N_("Channels at the full size.")
    )
    d_width: int = Field(
        16, ge=1, le=512, title=N_("Width of D"), description=N_("Channels at the full size.")
    )
    most: int = Field(
        64,
        ge=1,
        le=1024,
        title=N_("Most channels"),
        description=N_("Each halving of the side doubles the channels, up to this many."),
    )
