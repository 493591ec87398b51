"""DCGAN as in the TensorFlow tutorial, and a small one that shows digits soon on a CPU."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.conv import FAST, TUTORIAL, ConvSettings, build, stages
from gan_core.recipes.shared.noise import equilibrium

RECIPE = Recipe(
    name="dcgan",
    title=N_("DCGAN"),
    about=N_("Convolutions in G and D: the classic for pictures."),
    paper="TensorFlow tutorial 'Deep Convolutional GAN'; Radford et al. 2016, arXiv 1511.06434",
    differs=N_(
        "PyTorch's default initialisation (the tutorial has Keras' Glorot uniform), BatchNorm "
        "with momentum .1 and eps 1e-5 (Keras: .01 and 1e-3), and stride-2 convolutions padded "
        "equally on all sides."
    ),
    settings=ConvSettings,
    presets={"fast": FAST, "source": TUTORIAL},
    origins={
        "fast": N_(
            "Ours: a small G and D with spectral norm and EMA; digits in a minute on a CPU."
        ),
        "source": N_("The TensorFlow tutorial: Adam 1e-4, batch 256, 50 epochs."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)
