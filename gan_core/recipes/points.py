"""The GAN of the plane: real and fake are points, so every mode can be counted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from gan_core.data import views
from gan_core.data.spec import Points
from gan_core.errors import N_, UserError
from gan_core.game import Game, Stage
from gan_core.nets.layers import ACTIVATIONS, ActivationName, Packed
from gan_core.nets.mlp import Discriminator
from gan_core.nets.points import Generator, Prior
from gan_core.optimizers import anneal
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.base import length, live


class Settings(AdversarialSettings):
    """Settings of the GAN of points."""

    d_norm: Literal["none", "spectral"] = Field("none", title=N_("Normalisation in D"))
    depth: int = Field(3, ge=0, le=8, title=N_("Hidden layers of G"))
    d_depth: int = Field(3, ge=0, le=8, title=N_("Hidden layers of D"))
    g_width: int = Field(128, ge=1, le=2048, title=N_("Width of G"))
    d_width: int = Field(128, ge=1, le=2048, title=N_("Width of D"))
    augment: Literal["none"] = Field("none", title=N_("Augmentation for D"))
    activation: ActivationName = Field("relu", title=N_("Activation"))
    prior: Prior = Field(
        "normal", title=N_("Distribution of z"),
        description=N_("Normal is N(0, 1); uniform maps each number of z evenly to [-1, 1]."),
    )  # fmt: skip
    g_steps: int = live(
        1, ge=1, le=10, title=N_("G moves per round"), description=N_("Each time on fresh noise.")
    )
    pack: int = Field(
        1, ge=1, le=16, title=N_("Points in a pack"),
        description=N_("D sees this many points together and gives them one verdict (PacGAN)."),
    )  # fmt: skip
    last_rate: float = length(
        1.0, gt=0, le=1, title=N_("Last rate"),
        description=N_("The learning rate falls evenly to this share of itself. 1: it stays."),
    )  # fmt: skip

    @model_validator(mode="after")
    def _fills_packs(self) -> Settings:
        if self.batch % self.pack:
            raise UserError(
                N_("A batch of {batch} does not split into packs of {pack}: make it a multiple."),
                batch=self.batch,
                pack=self.pack,
            )
        return self


def build(settings: Settings, spec: Points, rng: Rng) -> Game:
    """Return fully connected G and D; D judges `pack` points at once."""
    numbers, act = spec.numbers, ACTIVATIONS[settings.activation]
    hidden, d_hidden = [settings.g_width] * settings.depth, [settings.d_width] * settings.d_depth
    g = Generator(settings.latent, hidden, numbers, activation=act, prior=settings.prior)
    d = Discriminator(settings.pack * numbers, d_hidden, activation=act, norm=settings.d_norm)
    return two_players(g, Packed(d, settings.pack) if settings.pack > 1 else d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, each on fresh fakes; then the rates fall, where that is switched on."""
    moves = settings.g_steps * plan.rounds(settings.epochs, settings.batch, settings.n_critic)
    lowest = settings.last_rate * settings.lr * min(1.0, settings.d_rate)
    fall = anneal(settings.last_rate ** (-1 / moves), lowest, (0.0, 0.0), moves)
    after = (fall,) if settings.last_rate < 1 else ()
    return adversarial_stage(
        settings, plan, view=views.aligned, g_steps=settings.g_steps, after=after
    )


RECIPE = Recipe(
    name="points",
    title=N_("GAN of points"),
    about=N_("Points in the plane: you see at once which modes G has and which it lost."),
    paper="Goodfellow et al. 2014, arXiv 1406.2661; Lin et al. 2018, arXiv 1712.04086, sec. 4.1",
    differs=N_(
        "Three hidden layers of ReLU without BatchNorm, where PacGAN has four with BatchNorm in G "
        "and three of maxout in D."
    ),
    settings=Settings,
    presets={
        "fast": {
            "latent": 2, "lr": 5e-3, "beta1": 0.0, "beta2": 0.99, "batch": 256, "epochs": 625,
            "r1": 0.03, "ema": 0.999, "last_rate": 0.05,
        },
        "source": {
            "latent": 2, "depth": 4, "g_width": 400, "d_width": 200, "lr": 1e-4, "beta1": 0.8,
            "batch": 100, "epochs": 400,
        },
        "lab": {
            "latent": 2, "depth": 2, "d_depth": 2, "activation": "leaky", "lr": 1e-3, "beta1": 0.5,
            "batch": 256, "epochs": 625, "r1": 0.1, "ema": 0.995,
        },
    },
    origins={
        "fast": N_(
            "Ours, for the grid of 25: R1, EMA, a larger batch and a high rate that falls. "
            "For the ring of radius 1 take R1 of .001."
        ),
        "source": N_("PacGAN's widths and rates: Adam 1e-4, beta 1 of .8, batch 100, 400 epochs."),
        "lab": N_("Ours, for the 2-D Lab: small and steady; the ring of 8 takes 1,500 rounds."),
    },
    build=build, stages=stages, items=Points, references=equilibrium,
)  # fmt: skip
