"""PacGAN: D judges several pictures at once, so that sameness gives fakes away."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field, model_validator

from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.game import Game
from gan_core.nets.dcgan import Discriminator
from gan_core.nets.layers import Packed
from gan_core.recipe import Recipe
from gan_core.recipes.shared.conv import FAST, ConvSettings, stages
from gan_core.recipes.shared.noise import equilibrium, two_players
from gan_core.rng import Rng


class Settings(ConvSettings):
    """Settings of PacGAN."""

    pack: int = Field(
        2,
        ge=1,
        le=16,
        title=N_("Pictures in a pack"),
        description=N_("D sees this many pictures side by side and gives them one verdict."),
    )

    @model_validator(mode="after")
    def _whole_packs(self) -> Settings:
        if self.batch % self.pack:
            raise UserError(
                N_("A batch of {batch} does not split into packs of {pack}: make it a multiple."),
                batch=self.batch,
                pack=self.pack,
            )
        return self


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return DCGAN's G, and its D with `pack` times the input channels."""
    g = settings.generator(spec)
    packs = replace(spec, channels=settings.pack * spec.channels)
    d = Packed(Discriminator(packs, settings.d_shape(), rng["dropout"]), settings.pack)
    return two_players(g, d, rng, settings)


RECIPE = Recipe(
    name="pacgan",
    title=N_("PacGAN"),
    about=N_("D sees several pictures at a time: a G that repeats itself is found out."),
    paper="Lin et al. 2018, arXiv 1712.04086, section 3.1 and table 2",
    differs=N_("The networks are DCGAN's at the size of the data set."),
    settings=Settings,
    presets={
        "fast": {**FAST, "pack": 2},
        "source": {
            "pack": 2, "d_norm": "batch", "dropout": 0.0, "lr": 2e-4, "beta1": 0.5,
            "batch": 64, "epochs": 50,
        },
    },
    origins={
        "fast": N_("Ours: DCGAN's fast preset with packs of two."),
        "source": N_("The paper's stacked MNIST: Adam 2e-4, beta 1 of .5, batch 64, 50 epochs."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
