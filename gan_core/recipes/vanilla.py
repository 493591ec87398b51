"""The first GAN that most people write: one hidden layer in G and in D."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings


class Settings(AdversarialSettings):
    """Settings of the vanilla GAN. D has no hidden layer but the first, which has no BatchNorm."""

    d_norm: Literal["none", "spectral"] = Field("none", title=N_("Normalisation in D"))
    width: int = Field(
        256, ge=1, le=8192, title=N_("Hidden width"), description=N_("Units in each hidden layer.")
    )


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return G: z -> width ReLU -> pixels tanh, and D: pixels -> width LeakyReLU(.2) -> logit."""
    g = Generator(settings.latent, [settings.width], spec.shape)
    d = Discriminator(spec.numbers, [settings.width], norm=settings.d_norm)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves on fresh fakes, then G on fresh fakes (Goodfellow et al. 2014, Algorithm 1)."""
    return adversarial_stage(settings, plan)


RECIPE = Recipe(
    name="vanilla",
    title=N_("Vanilla GAN"),
    about=N_("One hidden layer each: the smallest GAN that draws digits."),
    paper="Goodfellow et al. 2014, arXiv 1406.2661, Algorithm 1",
    differs=N_(
        "Adam instead of momentum, and the non-saturating loss that section 3 of the paper "
        "recommends; the networks are those of the common MNIST tutorials. With Adam's own beta 1 "
        "of .9, as some of them have it, G learned nothing in as many rounds."
    ),
    settings=Settings,
    presets={
        "source": {"lr": 2e-4, "beta1": 0.5, "batch": 64, "epochs": 134},
        "fast": {"lr": 1e-3, "beta1": 0.5, "ema": 0.99, "smoothing": 0.1, "epochs": 100},
    },
    origins={
        "source": N_(
            "The common tutorial GAN on MNIST: 100-256-784 against 784-256-1, Adam 2e-4 with beta 1"
            " of .5; as many rounds on the digits that come with the package as 10 epochs of "
            "60,000."
        ),
        "fast": N_("Ours: a higher rate, lower momentum, label smoothing and EMA."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)
