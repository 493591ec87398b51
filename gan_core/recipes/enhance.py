"""Enhancement: a worn picture becomes a clean one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gan_core.data.degradation.wear import FAULTS, Fault, Wear
from gan_core.data.spec import Pictures
from gan_core.data.views import degrading
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.losses.adversarial import from_source, source_of
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.nearness import near
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.translation import Near, RestorerSettings
from gan_core.usage import Bounded, FromSource


class Settings(RestorerSettings, Near, DuelSettings):
    """Settings of an enhancement."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    # A picture that is moved or cut would no longer lie on the source that D is shown beside it.
    augment: Literal["none"] = Field("none", title=N_("Augmentation for D"))
    fault: Literal["any", Fault] = Field(
        "any",
        title=N_("Fault to undo"),
        description=N_(
            "What is wrong with the pictures that G is shown. Any: one of the four each."
        ),
    )


def wear(settings: Settings) -> Wear:
    """Return how clean pictures become worn."""
    return Wear(FAULTS if settings.fault == "any" else (settings.fault,))


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a residual G, and a D of patches that is shown the worn picture beside the clean."""
    source = wear(settings).source(spec)
    d = settings.patches(spec.shape[0] + source.shape[0], spec)
    return two_players(settings.restorer(spec), d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, who is also to come near the clean picture."""
    return adversarial_stage(
        settings,
        plan,
        scale=0.5,
        g_scale=settings.adversarial_weight,
        make=from_source,
        tell=source_of,
        more_g=near(settings),
        view=degrading(wear(settings), settings.view),
    )


RECIPE = Recipe(
    name="enhance",
    title=N_("Enhancement"),
    about=N_("Cleans pictures that are noisy, blurred, faded or scratched."),
    paper=(
        "Isola et al. 2017, arXiv 1611.07004 (the game); Ledig et al. 2017, arXiv 1609.04802, "
        "figure 4, and Zhang et al. 2017, arXiv 1608.03981, section III (G)"
    ),
    differs=N_(
        "No paper has these four faults in one: the game is pix2pix's, G is SRGAN's without "
        "enlarging and says the change alone, as DnCNN does. Pictures are worn anew each time."
    ),
    settings=Settings,
    presets={
        "fast": {
            "g_width": 32, "blocks": 4, "d_width": 16, "lr": 4e-4, "beta1": 0.5, "batch": 16,
            "epochs": 20, "fakes": "shared", "ema": 0.995, "l1": 50.0, "mirror": False,
        },
        "source": {
            "g_width": 64, "blocks": 16, "g_norm": "batch", "d_width": 64, "field": "70",
            "norm": "batch", "lr": 2e-4, "beta1": 0.5, "batch": 1, "epochs": 200, "init": "normal",
            "fakes": "shared", "l1": 100.0, "mirror": False,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, more pictures in a batch, a higher rate and EMA."),
        "source": N_("pix2pix's: Adam 2e-4 with beta 1 of .5, one picture in a batch, L1 times "
                     "100; G as deep and wide as SRGAN's."),
    },
    build=build,
    stages=stages,
    use=Bounded(FromSource()),
    degradation=wear,
)  # fmt: skip
