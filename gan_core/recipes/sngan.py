"""Spectrally normalised GAN: every layer of D divided by its largest singular value."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.conv import FAST, ConvSettings, build, stages
from gan_core.recipes.shared.noise import equilibrium

RECIPE = Recipe(
    name="sngan",
    title=N_("SNGAN (hinge)"),
    about=N_("Spectral norm bounds D's slope at almost no cost; the hinge skips easy pictures."),
    paper="Miyato et al. 2018, arXiv 1802.05957, equations 8, 16 and 17, table 1 setting C",
    differs=N_(
        "D has three convolutions of stride 2; the paper's has four of stride 1 among them, for "
        "32x32 in colour. G starts at 7x7 with 128 channels; the paper's at 4x4 with 512. "
        "G's last layer has no bias."
    ),
    settings=ConvSettings,
    presets={
        "fast": {**FAST, "objective": "hinge"},
        "source": {
            "objective": "hinge", "d_norm": "spectral", "d_depth": 3, "kernel": 4, "stem": False,
            "dropout": 0.0, "g_slope": 0.0, "d_slope": 0.1, "latent": 128, "init": "normal",
            "lr": 2e-4, "beta1": 0.5, "batch": 64, "epochs": 100,
        },
    },
    origins={
        "fast": N_("Ours: DCGAN's fast preset with the hinge loss."),
        "source": N_("The paper's setting C: Adam 2e-4 (.5, .999), one D step, batch 64, "
                     "ReLU in G, LeakyReLU .1 in D."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
