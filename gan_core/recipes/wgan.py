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
    paper=(
        "Arjovsky et al. 2017, arXiv 1701.07875, Algorithm 1; martinarjovsky/WassersteinGAN, "
        "models/dcgan.py"
    ),
    differs=N_(
        "The networks of the code are for 64x64 and end at 4x4; here they end at the data's 7x7, "
        "and D's layers have biases. Its critic moves 100 times, not 5, in the first 25 rounds and "
        "in each 500th. It does not say how many epochs MNIST takes."
    ),
    settings=ConvSettings,
    presets={
        "fast": {
            **SMALL, "objective": "wasserstein", "clip": 0.03, "n_critic": 2,
            "optimizer": "rmsprop", "lr": 1e-3,
        },
        "source": {
            "objective": "wasserstein", "clip": 0.01, "n_critic": 5, "d_norm": "batch",
            "dropout": 0.0, "kernel": 4, "stem": False, "init": "normal", "g_slope": 0.0,
            "d_slope": 0.2, "optimizer": "rmsprop", "lr": 5e-5, "beta2": 0.99, "batch": 64,
            "epochs": 100,
        },
    },
    origins={
        "fast": N_("Ours: a wider clip, two critic steps and a higher rate."),
        "source": N_("The paper and its code: RMSprop 5e-5, clip .01, five critic steps, batch 64, "
                     "DCGAN's networks with BatchNorm in both."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
