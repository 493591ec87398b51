"""What inpainting and outpainting share: a G that fills, a D of two views, what is near."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from gan_core.answers import Fakes, Verdict
from gan_core.data.degradation.holes import Holes, Shape, presence
from gan_core.data.spec import Pictures
from gan_core.data.views import degrading
from gan_core.errors import N_
from gan_core.game import Game, Stage, Terms, Turn
from gan_core.losses.adversarial import from_source, source_of
from gan_core.nets.context import ContextDiscriminator, Filler, Views
from gan_core.recipe import Plan
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.base import Section
from gan_core.settings.translation import Distance, UNetSettings


class Settings(UNetSettings, Distance, DuelSettings):
    """Settings of a G that fills what is unknown."""

    section: ClassVar[Section] = "networks"
    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    # A picture that is moved or cut would no longer lie on the hole that D is shown beside it.
    augment: Literal["none"] = Field("none", title=N_("Augmentation for D"))
    field: Literal["full"] = Field("full", title=N_("Patches that D judges"))
    views: Views = Field(
        "both",
        title=N_("What D looks at"),
        description=N_("The whole picture, a window of half its side around the hole, or both."),
    )
    shape: Shape = Field("drawn", title=N_("Shape of the holes"))


def holes(settings: Settings) -> Holes:
    """Return how whole pictures become incomplete."""
    return Holes(settings.shape)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a U-Net that fills holes, and a D that is shown where they are."""
    d = ContextDiscriminator(
        spec.channels,
        spec.size,
        width=settings.d_width,
        norm=settings.norm,
        init=settings.init,
        views=settings.views,
    )
    source = holes(settings).source(spec)
    g = Filler(settings.unet(source.shape[0] + 1, spec, rng))
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, who is also to come near what was there (equations 1 to 3)."""

    def near(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
        assert turn.batch.src is not None  # the view made it
        share = (~presence(turn.batch.src)).flatten(1).float().mean(1)
        terms = settings.apart(fake.x, turn.batch.x, settings.l1)
        # By pixel of the hole: elsewhere there is no difference.
        return {name: term / share for name, term in terms.items()}

    return adversarial_stage(
        settings,
        plan,
        g_scale=settings.adversarial_weight,
        make=from_source,
        tell=source_of,
        more_g=near if settings.l1 else None,
        view=degrading(holes(settings), settings.view),
    )


FAST: dict[str, Any] = {
    "g_width": 24, "d_width": 16, "lr": 1e-3, "beta1": 0.5, "batch": 16, "epochs": 40,
    "fakes": "shared", "ema": 0.995, "l1": 50.0, "mirror": False,
}  # fmt: skip
"""A preset of ours for a CPU."""
