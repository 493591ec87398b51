"""What docs/adding-a-gan.md promises: a whole new GAN is one file of this size."""

from __future__ import annotations

from pydantic import Field

from gan_core.data.base import Spec
from gan_core.game import Game, Stage
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, sample_noise, two_players
from gan_core.rng import Rng
from gan_core.switches import Switches


class Settings(Switches):
    """Settings of the small GAN."""

    width: int = Field(64, ge=1, le=1024, title="Width", description="Units in each layer.")


def build(params: Settings, spec: Spec, rng: Rng) -> Game:
    """Return a small fully connected G and D."""
    g = Generator(params.latent, [params.width] * 2, spec.shape, norm_from=0)
    return two_players(g, Discriminator(spec.pixels, [params.width]), rng, params)


def stages(params: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves on fresh fakes, then G."""
    return adversarial_stage(params, plan)


RECIPE = Recipe(
    name="small",
    title="Small GAN",
    about="Two hidden layers in G, one in D, and squared distances instead of cross-entropy.",
    source="Mao et al. 2017, arXiv 1611.04076",
    differs="Fully connected networks.",
    params=Settings,
    presets={"fast": {"objective": "least_squares", "lr": 1e-3, "beta1": 0.5, "epochs": 20}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    sample=sample_noise,
    references=equilibrium,
)
