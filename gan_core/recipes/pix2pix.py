"""pix2pix: a picture becomes another one, and D sees both."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.losses.adversarial import from_source, source_of
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.nearness import near
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.translation import Near, UNetSettings
from gan_core.usage import FromSource


class Settings(UNetSettings, Near, DuelSettings):
    """Settings of pix2pix."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    # A picture that is moved or cut would no longer lie on the source that D is shown beside it.
    augment: Literal["none"] = Field("none", title=N_("Augmentation for D"))


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a U-Net and a D of patches, which is shown the source beside the picture."""
    assert isinstance(spec.source, Pictures)  # the recipe asks for it
    g = settings.unet(spec.source.shape[0], spec, rng)
    d = settings.patches(spec.shape[0] + spec.source.shape[0], spec)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, who is also to come near the truth (equation 4)."""
    return adversarial_stage(
        settings,
        plan,
        scale=0.5,
        g_scale=settings.adversarial_weight,
        make=from_source,
        tell=source_of,
        more_g=near(settings),
        view=settings.view,
    )


RECIPE = Recipe(
    name="pix2pix",
    title=N_("pix2pix"),
    about=N_("Learns from pairs to make the second picture of the first; D judges patches."),
    paper="Isola et al. 2017, arXiv 1611.07004, equation 4, sections 3.2 and 3.3, appendix 6",
    differs=N_(
        "Pictures are as large as the data set's instead of 256x256, and the U-Net is as deep as "
        "they allow. They are mirrored but not cropped at random. Dropout, the paper's noise, is "
        "off once it is trained. Normalisation has no scale and shift of its own."
    ),
    settings=Settings,
    presets={
        "fast": {
            "g_width": 24, "d_width": 24, "lr": 1e-3, "beta1": 0.5, "batch": 16, "epochs": 40,
            "dropout": 0.0, "field": "16", "fakes": "shared", "ema": 0.995, "l1": 50.0,
        },
        "source": {
            "g_width": 64, "d_width": 64, "lr": 2e-4, "beta1": 0.5, "batch": 1, "epochs": 200,
            "depth": 8, "field": "70", "dropout": 0.5, "init": "normal", "fakes": "shared",
            "l1": 100.0,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, more pictures in a batch, a higher rate and EMA."),
        "source": N_("The paper's: Adam 2e-4 with beta 1 of .5, one picture in a batch, L1 times "
                     "100, 64 maps in the first layers, patches of 70 pixels."),
    },
    build=build,
    stages=stages,
    use=FromSource(),
    source=Pictures,
)  # fmt: skip
