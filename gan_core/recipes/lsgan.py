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
    paper=(
        "Mao et al. 2017, arXiv 1611.04076, equation 9 and section 4; xudonmao/LSGAN, train_chn.py"
    ),
    differs=N_(
        "DCGAN's D, where the code's ends in a dense layer of 1,024, and G's second layer is half "
        "as wide and its last has no bias; no label, of which the code has 3,740; no factor 1/2 "
        "before the squares. The code stops after a million rounds; here after 50 epochs."
    ),
    settings=ConvSettings,
    presets={
        "fast": {**FAST, "objective": "least_squares"},
        "source": {
            "objective": "least_squares", "latent": 1024, "prior": "uniform", "levels": "unit",
            "init": "normal", "stem": False, "g_slope": 0.0, "d_slope": 0.2, "d_norm": "batch",
            "dropout": 0.0, "lr": 2e-4, "beta1": 0.5, "batch": 64, "epochs": 50, "fakes": "shared",
        },
    },
    origins={
        "fast": N_("Ours: DCGAN's fast preset with the least squares objective."),
        "source": N_("The code's handwritten characters of 28x28: Adam 2e-4 with beta 1 of .5, "
                     "batch 64, BatchNorm in G and D, 1,024 numbers in z, pictures in [0, 1]."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
