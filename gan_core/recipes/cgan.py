"""Conditional GAN: G and D are both told the digit."""

from __future__ import annotations

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game
from gan_core.recipe import Recipe
from gan_core.recipes.shared import early
from gan_core.recipes.shared.early import QUICK, Settings, stages
from gan_core.recipes.shared.noise import equilibrium
from gan_core.rng import Rng


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return the networks of 2014 with a side branch for the label in both."""
    return early.build(settings, spec, rng, classes=len(spec.classes))


RECIPE = Recipe(
    name="cgan",
    title=N_("Conditional GAN (2014)"),
    about=N_("You choose the digit; D sees it beside the picture and judges whether they fit."),
    paper="Mirza & Osindero 2014, arXiv 1411.1784, equation 2 and section 4.1",
    differs=N_(
        "The label's branch in D has a fifth of the units and all maxout layers have the same "
        "number of pieces; z is N(0, 1) instead of uniform; the labels of fakes are those of the "
        "batch's real pictures."
    ),
    settings=Settings,
    presets={
        "fast": QUICK,
        "source": {
            "optimizer": "sgd", "lr": 0.1, "beta1": 0.5, "last_momentum": 0.7,
            "rate_falls": 1.00004, "g_dropout": 0.5, "batch": 100, "epochs": 250,
        },
    },
    origins={
        "fast": N_("Ours: Adam on narrower networks, with EMA."),
        "source": N_("The paper: SGD .1 divided by 1.00004 each step, momentum .5 to .7, dropout "
                     ".5 in G and D, batch 100."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
    conditional=True,
)  # fmt: skip
