"""What docs/adding-a-gan.md promises: a whole new GAN is one file of this size."""

from __future__ import annotations

from gan_core.data.base import Spec
from gan_core.game import Game, Stage
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.params import Switches, batch_field, epochs_field, latent_field, rate_field
from gan_core.recipes.base import Plan, Recipe
from gan_core.recipes.noise import adversarial_stage, equilibrium, sample_noise, two_players
from gan_core.rng import Rng


class Settings(Switches):
    """Settings of the least-squares GAN."""

    latent: int = latent_field(64)
    lr: float = rate_field(1e-3)
    batch: int = batch_field(64)
    epochs: int = epochs_field(20)


def build(params: Settings, spec: Spec, rng: Rng) -> Game:
    """Return a small fully connected G and D."""
    g = Generator(params.latent, [64, 64], spec.shape, norm_from=0)
    return two_players(g, Discriminator(spec.pixels, [64]), rng, params, params.lr, (0.5, 0.99))


def stages(params: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves on fresh fakes, then G."""
    return adversarial_stage(params, plan, batch=params.batch, epochs=params.epochs)


RECIPE = Recipe(
    name="lsgan",
    title="Least squares GAN",
    about="Squared distances instead of cross-entropy.",
    source="Mao et al. 2017, arXiv 1611.04076",
    differs="Fully connected networks.",
    params=Settings,
    presets={"fast": {"objective": "least_squares"}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    sample=sample_noise,
    references=equilibrium,
)
