"""R3GAN: fakes are compared with real pictures in pairs, and D is kept flat around both."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets.residual import Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings


class Settings(AdversarialSettings):
    """Settings of R3GAN."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    g_width: int = Field(32, ge=1, le=512, title=N_("Width of G"))
    d_width: int = Field(32, ge=1, le=512, title=N_("Width of D"))


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return residual G and D without any normalisation."""
    g = Generator(settings.latent, settings.g_width, spec)
    return two_players(g, Discriminator(spec, settings.d_width), rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, each on fresh fakes."""
    return adversarial_stage(settings, plan)


RECIPE = Recipe(
    name="r3gan",
    title=N_("R3GAN"),
    about=N_("Relativistic pairing with R1 and R2: it covers every mode, and it settles."),
    paper="Huang et al. 2024, arXiv 2501.05441, equation 2, section 2.1 and figure 5",
    differs=N_(
        "One block at each size and plain instead of grouped convolutions, for a CPU; D has no "
        "normalisation, so only the networks' size and the schedules are smaller."
    ),
    settings=Settings,
    presets={
        "fast": {
            "objective": "relativistic", "r1": 0.1, "r2": 0.1, "g_width": 16, "d_width": 12,
            "latent": 64, "lr": 2e-3, "beta1": 0.0, "beta2": 0.99, "batch": 64, "epochs": 200,
            "ema": 0.998,
        },
        "source": {
            "objective": "relativistic", "r1": 1.0, "r2": 1.0, "latent": 64,
            "lr": 2e-4, "beta1": 0.0, "beta2": 0.99, "batch": 256, "epochs": 200, "ema": 0.999,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, a higher rate and a weaker penalty."),
        "source": N_("The paper's stacked MNIST: gamma 1, Adam 2e-4 (0, .99), batch 256."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
