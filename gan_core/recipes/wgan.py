"""Wasserstein GAN with weight clipping: D is a critic that measures a distance."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.conv import SMALL, ConvSettings, build, stages
from gan_core.recipes.shared.noise import equilibrium

RECIPE = Recipe(
    name="wgan",
    title=N_("WGAN (weight clipping)"),
    about=N_("The critic measures a distance that falls as the pictures get better."),
    paper="Arjovsky et al. 2017, arXiv 1701.07875, Algorithm 1",
    differs=N_(
        "The critic has no BatchNorm, and its networks are sized for the data set; the paper's "
        "extra critic steps in the first rounds are left out."
    ),
    settings=ConvSettings,
    presets={
        "fast": {
            **SMALL, "objective": "wasserstein", "clip": 0.03, "n_critic": 2,
            "optimizer": "rmsprop", "lr": 1e-3,
        },
        "source": {
            "objective": "wasserstein", "clip": 0.01, "n_critic": 5, "dropout": 0.0,
            "optimizer": "rmsprop", "lr": 5e-5, "beta2": 0.99, "batch": 64, "epochs": 100,
        },
    },
    origins={
        "fast": N_("Ours: a wider clip, two critic steps and a higher rate."),
        "source": N_("The paper: RMSprop 5e-5, clip .01, five critic steps, batch 64."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
