"""What docs/adding-a-gan.md promises: a whole new GAN is one file of this size."""

from __future__ import annotations

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.game import Game, Stage
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings


class Settings(AdversarialSettings):
    """Settings of the small GAN."""

    width: int = Field(64, ge=1, le=1024, title="Width", description="Units in each layer.")


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a small fully connected G and D."""
    g = Generator(settings.latent, [settings.width] * 2, spec.shape, norm_from=0)
    return two_players(g, Discriminator(spec.numbers, [settings.width]), rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves on fresh fakes, then G."""
    return adversarial_stage(settings, plan)


RECIPE = Recipe(
    name="small",
    title="Small GAN",
    about="Two hidden layers in G, one in D, and squared distances instead of cross-entropy.",
    paper="Mao et al. 2017, arXiv 1611.04076",
    differs="Fully connected networks.",
    settings=Settings,
    presets={"fast": {"objective": "least_squares", "lr": 1e-3, "beta1": 0.5, "epochs": 20}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    references=equilibrium,
)
