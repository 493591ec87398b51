"""WGAN with a gradient penalty instead of clipped weights."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.conv import SMALL, ConvSettings, build, stages
from gan_core.recipes.shared.noise import equilibrium

RECIPE = Recipe(
    name="wgan_gp",
    title=N_("WGAN with gradient penalty"),
    about=N_("The critic's slope is held near 1 between real and fake, each step paying for it."),
    paper="Gulrajani et al. 2017, arXiv 1704.00028, Algorithm 1 and gan_mnist.py",
    differs=N_(
        "G starts at 7x7 instead of at 4x4, doubled and cut to 7. The code takes 200,000 rounds on "
        "the first 50,000 digits; 833 epochs are as many on all 60,000."
    ),
    settings=ConvSettings,
    presets={
        "fast": {**SMALL, "objective": "wasserstein", "gp": 10.0, "lr": 2e-3},
        "source": {
            "objective": "wasserstein", "gp": 10.0, "n_critic": 5, "latent": 128, "d_depth": 3,
            "dropout": 0.0, "g_norm": "none", "g_slope": 0.0, "d_slope": 0.2, "init": "he",
            "levels": "unit", "lr": 1e-4, "beta1": 0.5, "beta2": 0.9, "batch": 50, "epochs": 833,
        },
    },
    origins={
        "fast": N_("Ours: one critic step, a higher rate and EMA on small networks."),
        "source": N_("The paper's MNIST script: Adam 1e-4 (.5, .9), batch 50, penalty 10, five "
                     "critic steps, no BatchNorm, pictures in [0, 1]."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
