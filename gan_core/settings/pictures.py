"""Settings of GANs of pictures: what z reaches G as, and at which brightness D reads. Mixins."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gan_core.errors import N_
from gan_core.nets.layers import SPANS, Levels, Prior
from gan_core.settings.adversarial import Flatness
from gan_core.settings.base import Section
from gan_core.settings.training import Latent


class LatentPrior(Latent):
    """What z, which is always drawn from N(0, 1), reaches G's first layer as."""

    section: ClassVar[Section] = "training"
    prior: Prior = Field(
        "normal",
        title=N_("Distribution of z"),
        description=N_(
            "Normal is N(0, 1); the others map each number of z evenly: uniform to [-1, 1], wide "
            "to [-√3, √3] (variance 1), cube to [0, 1]."
        ),
    )


class Brightness(Flatness):
    """At which brightness D reads pictures, which are in [-1, 1] everywhere else."""

    section: ClassVar[Section] = "game"
    levels: Levels = Field(
        "signed",
        title=N_("Brightness that D reads"),
        description=N_(
            "Signed: -1 to 1. Unit: 0 to 1, and G ends in a sigmoid. Penalties then count D's "
            "slope in that unit. With SGD, D learns more slowly from the smaller numbers."
        ),
    )

    def span(self) -> float:
        """Return by how much what D reads moves where a picture moves by 1."""
        return SPANS[self.levels]
