"""Least squares GAN: a distance to a target number instead of cross-entropy."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.conv import FAST, ConvSettings, build, stages
from gan_core.recipes.shared.noise import equilibrium

RECIPE = Recipe(
    name="lsgan",
    title=N_("Least squares GAN"),
    about=N_("D's answer should be 1 or 0; fakes far on the wrong side still pull G."),
    paper="Mao et al. 2017, arXiv 1611.04076, equation 9 and section 4",
    differs=N_(
        "DCGAN's networks at the size of the data set (the paper's are for 112x112 scenes), and "
        "no factor 1/2 before the squares."
    ),
    settings=ConvSettings,
    presets={
        "fast": {**FAST, "objective": "least_squares"},
        "source": {
            "objective": "least_squares", "d_norm": "batch", "dropout": 0.0,
            "lr": 2e-4, "beta1": 0.5, "batch": 64, "epochs": 50,
        },
    },
    origins={
        "fast": N_("Ours: DCGAN's fast preset with the least squares objective."),
        "source": N_("Adam 2e-4 with beta 1 of .5, batch 64, BatchNorm in G and D."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
