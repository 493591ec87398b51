"""PacGAN: D judges several pictures at once, so that sameness gives fakes away."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field, model_validator

from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.game import Game, Stage
from gan_core.nets.dcgan import Discriminator
from gan_core.nets.layers import Packed
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared import conv
from gan_core.recipes.shared.conv import FAST, ConvSettings
from gan_core.recipes.shared.noise import equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.base import live


class Settings(ConvSettings):
    """Settings of PacGAN."""

    pack: int = Field(
        2,
        ge=1,
        le=16,
        title=N_("Pictures in a pack"),
        description=N_("D sees this many pictures side by side and gives them one verdict."),
    )
    g_steps: int = live(
        1, ge=1, le=10, title=N_("G moves per round"), description=N_("Where they move in turn.")
    )

    @model_validator(mode="after")
    def _whole_packs(self) -> Settings:
        if self.batch % self.pack:
            raise UserError(
                N_("A batch of {batch} does not split into packs of {pack}: make it a multiple."),
                batch=self.batch,
                pack=self.pack,
            )
        if self.moves == "together" and self.g_steps > 1:
            raise UserError(
                N_("With moves together G moves once a round: set g_steps=1 or moves=in_turn.")
            )
        return self


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return DCGAN's G, and its D with `pack` times the input channels."""
    g = settings.generator(spec)
    packs = replace(spec, channels=settings.pack * spec.channels)
    d = Packed(Discriminator(packs, settings.d_shape(), rng["dropout"]), settings.pack)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """As DCGAN, G moving `g_steps` times."""
    return conv.stages(settings, plan, g_steps=settings.g_steps)


RECIPE = Recipe(
    name="pacgan",
    title=N_("PacGAN"),
    about=N_("D sees several pictures at a time: a G that repeats itself is found out."),
    paper=(
        "Lin et al. 2018, arXiv 1712.04086, section 3.1 and table 2; fjxmlzn/PacGAN, "
        "stacked_MNIST_experiments/VEEGAN_experiment"
    ),
    differs=N_(
        "G starts at 7x7 with a layer of stride 1, where the code's starts at 2x2 and is cut to 7; "
        "G's last layer has no bias. "
        "The code draws 128,000 packs once and takes 100,000 rounds; 500 epochs of our 25,600 "
        "triples are as many. Its real pictures are in [0, 1] and its fakes in [-1, 1], so that D "
        "can tell them apart by that; here both are in [-1, 1]."
    ),
    settings=Settings,
    presets={
        "fast": {**FAST, "pack": 2},
        "source": {
            "pack": 2, "d_norm": "batch", "d_depth": 4, "dropout": 0.0, "g_slope": 0.0,
            "d_slope": 0.2, "init": "normal", "prior": "uniform", "fakes": "latents", "g_steps": 2,
            "lr": 2e-4, "beta1": 0.5, "batch": 128, "epochs": 500,
        },
    },
    origins={
        "fast": N_("Ours: DCGAN's fast preset with packs of two."),
        "source": N_("The code's stacked MNIST: Adam 2e-4, beta 1 of .5, 64 packs of two, G moving "
                     "twice on D's latents."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
