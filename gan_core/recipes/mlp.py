"""The deeper fully connected GAN with BatchNorm in G."""

from __future__ import annotations

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings, FakesOfRound, fakes_field

D_SCALE = 0.5


class Settings(AdversarialSettings):
    """Settings of the MLP GAN."""

    width: int = Field(
        128,
        ge=1,
        le=2048,
        title=N_("Width"),
        description=N_("G has 1, 2 and 4 times this, D 4 and 2 times."),
    )
    fakes: FakesOfRound = fakes_field("shared")


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return G: z, w, 2w, 4w, pixels (BatchNorm on the last two hidden), D: pixels, 4w, 2w, 1."""
    w = settings.width
    g = Generator(settings.latent, [w, 2 * w, 4 * w], spec.shape, slope=0.2, norm_from=1)
    d = Discriminator(spec.numbers, [4 * w, 2 * w], norm=settings.d_norm)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """G moves first, then D, by default on the same fakes; D's loss is the mean of its halves."""
    return adversarial_stage(settings, plan, order="g_first", scale=D_SCALE)


RECIPE = Recipe(
    name="mlp",
    title=N_("MLP GAN with BatchNorm"),
    about=N_("Three hidden layers in G, two of them with BatchNorm; sharper than the vanilla GAN."),
    paper="E. Linder-Noren, PyTorch-GAN, implementations/gan; loss: Goodfellow et al. 2014",
    differs=N_(
        "BatchNorm's eps is the usual 1e-5 (the origin sets it to .8 by mistake), the origin's "
        "fourth hidden layer of 1024 is left out, and D answers with a logit instead of a sigmoid."
    ),
    settings=Settings,
    presets={
        "source": {"lr": 2e-4, "beta1": 0.5, "batch": 64, "epochs": 200},
        "fast": {"lr": 1e-3, "beta1": 0.5, "ema": 0.99, "smoothing": 0.1, "epochs": 100},
    },
    origins={
        "source": N_(
            "PyTorch-GAN's gan.py: Adam 2e-4 with betas .5 and .999, batch 64, 200 epochs."
        ),
        "fast": N_("Ours: a higher rate, label smoothing and EMA."),
    },
    build=build,
    stages=stages,
    references=lambda settings: equilibrium(settings, D_SCALE),
)
