"""SRGAN: a small picture becomes a large one, first near the truth, then also for D's eyes."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from gan_core.data.degradation.scale import Shrinking
from gan_core.data.spec import Pictures
from gan_core.data.views import degrading
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.losses.adversarial import from_source, nothing
from gan_core.optimizers import forget
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.nearness import near, near_stage
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.base import length
from gan_core.settings.translation import Perceptual, RestorerSettings
from gan_core.usage import Bounded, FromSource


class Settings(RestorerSettings, Perceptual, DuelSettings):
    """Settings of SRGAN."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    augment: Literal["none"] = Field("none", title=N_("Augmentation for D"))
    factor: Literal["4", "2"] = Field("4", title=N_("Times larger"))
    first_epochs: int = length(
        10,
        ge=0,
        le=100_000,
        title=N_("Epochs without D"),
        description=N_("In the first stage G alone learns, to come near the true picture."),
    )


def shrinking(settings: Settings) -> Shrinking:
    """Return how large pictures become small."""
    return Shrinking(int(settings.factor))


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a residual G that enlarges, and a D of large pictures alone.

    Raises:
        UserError: pictures of this size cannot be shrunk so far.
    """
    shrinking(settings).source(spec)
    g = settings.restorer(spec, int(settings.factor))
    return two_players(g, settings.patches(spec.channels, spec), rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """G comes near the truth pixel by pixel; then D and G play (equations 3 to 6)."""
    view = degrading(shrinking(settings), settings.view)
    first = near_stage(settings, plan, settings.first_epochs, view)
    (second,) = adversarial_stage(
        settings,
        plan,
        g_scale=settings.adversarial_weight,
        make=from_source,
        tell=nothing,
        more_g=near(settings),
        view=view,
    )
    return *first, replace(second, enter=(forget("G"),))


RECIPE = Recipe(
    name="srgan",
    title=N_("SRGAN"),
    about=N_("Makes pictures four times larger: first near the truth, then sharp for D."),
    paper="Ledig et al. 2017, arXiv 1609.04802, equations 3 to 6, sections 2.1, 2.2 and 3.2",
    differs=N_(
        "The perceptual term is taken of our own small classifier instead of VGG's 19 layers. "
        "Pictures are whole instead of pieces of 96 pixels. D has as many halvings as the picture "
        "allows and no dense layer of 1,024. The rate stays 1e-4 to the end."
    ),
    settings=Settings,
    presets={
        "fast": {
            "g_width": 32, "blocks": 4, "d_width": 24, "field": "full", "lr": 1e-3, "beta1": 0.5,
            "batch": 16, "first_epochs": 10, "epochs": 10, "fakes": "shared", "ema": 0.995,
            "l1": 20.0, "perceptual": 10.0, "adversarial_weight": 0.3, "mirror": False,
        },
        "source": {
            "g_width": 64, "blocks": 16, "g_norm": "batch", "change": False, "d_width": 64,
            "field": "full", "norm": "batch", "distance": "l2", "lr": 1e-4, "batch": 16,
            "first_epochs": 46, "epochs": 9, "fakes": "shared", "l1": 0.0, "perceptual": 1.0,
            "adversarial_weight": 1e-3, "mirror": False,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, a higher rate, EMA, and L1 also while D plays."),
        "source": N_("The paper's: 16 blocks of 64 maps with BatchNorm, Adam 1e-4, 16 pictures in "
                     "a batch; squared distance first, then perceptual distance and D times .001; "
                     "as many pictures as a million rounds and 200,000 see of its 350,000."),
    },
    build=build,
    stages=stages,
    use=Bounded(FromSource(tell=False)),
    degradation=shrinking,
)  # fmt: skip
