"""Settings of BigGAN's networks, and of what keeps its G smooth. Mixins."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gan_core.errors import N_
from gan_core.nets.big import BigShape
from gan_core.settings.adversarial import Flatness
from gan_core.settings.base import Section, live
from gan_core.settings.widths import Widths


class BigNetworks(Widths):
    """What the residual, class-conditional G and D are built with."""

    section: ClassVar[Section] = "networks"
    shared: int = Field(
        32,
        ge=1,
        le=512,
        title=N_("Numbers in the class embedding"),
        description=N_("One vector for each class, that all layers of G share."),
    )
    attention: bool = Field(
        False,
        title=N_("Self-attention"),
        description=N_("In G and in D, at half the full size: far places see each other."),
    )
    g_norm: Literal["spectral", "none"] = Field(
        "spectral",
        title=N_("Spectral norm in G"),
        description=N_("Beside BatchNorm, which is told class and noise. None: a faster round."),
    )

    def g_shape(self) -> BigShape:
        """Return how G is built."""
        return BigShape(self.g_width, self.most, self.g_norm, self.attention, self.shared)


class Smoothness(Flatness):
    """What keeps D flat, and G smooth."""

    section: ClassVar[Section] = "game"
    d_norm: Literal["spectral", "none"] = Field(
        "spectral",
        title=N_("Normalisation in D"),
        description=N_("Spectral norm bounds how steep D can be, in every layer."),
    )
    orthogonal: float = live(
        0.0,
        ge=0,
        le=1,
        title=N_("Orthogonal regularisation of G"),
        description=N_(
            "Filters of a layer are kept apart, so that truncated noise makes whole pictures too. "
            "0 is off; the paper has .0001."
        ),
    )
