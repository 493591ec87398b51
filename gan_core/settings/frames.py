"""Settings of those who predict frames: what D may be shown, and how G learns and draws."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gan_core.errors import N_
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.base import Section, Settings, live


class FrameDuel(DuelSettings):
    """A duel in which D is shown the frames before the one that it judges."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    # A frame that is moved or cut would no longer follow those before it.
    augment: Literal["none"] = Field("none", title=N_("Augmentation for D"))


class Ahead(Settings):
    """How the next frame is predicted, and learned."""

    section: ClassVar[Section] = "game"
    edges: float = live(
        1.0,
        ge=0,
        le=1000,
        title=N_("Weight of edges"),
        description=N_("How much edges are to be as sharp as the true ones. 0 is off."),
    )
    ahead: int = live(
        1,
        ge=1,
        le=10,
        title=N_("Frames predicted in a row"),
        description=N_(
            "G learns from so many frames, each predicted from those that it predicted before. "
            "1: from true frames alone."
        ),
    )
    reach: int = Field(
        0,
        ge=0,
        le=8,
        title=N_("Reach of motion"),
        description=N_(
            "G says of each pixel from where in the last frame it comes, at most so many pixels "
            "away, and draws what was hidden. 0: it draws the whole frame."
        ),
    )
