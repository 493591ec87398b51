"""DCGAN as in the TensorFlow tutorial, and a small one that shows digits soon on a CPU."""

from __future__ import annotations

from gan_core.data.base import Spec
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets.dcgan import Discriminator, Generator
from gan_core.recipes.base import Plan, Recipe
from gan_core.recipes.conv import FAST, ConvSettings
from gan_core.recipes.noise import adversarial_stage, equilibrium, sample_noise, two_players
from gan_core.rng import Rng


class Settings(ConvSettings):
    """Settings of the DCGAN."""


def build(params: Settings, spec: Spec, rng: Rng) -> Game:
    """Return the convolutional G and D of the settings."""
    g = Generator(params.latent, params.g_width, spec, kernel=params.kernel, stem=params.stem)
    d = Discriminator(spec, params.d_shape(), rng["dropout"])
    return two_players(g, d, rng, params, params.lr, (params.beta1, params.beta2))


def stages(params: Settings, plan: Plan) -> tuple[Stage, ...]:
    """Both gradients at one point from shared fakes, then both steps; or in turn."""
    together = params.moves == "together"
    return adversarial_stage(
        params,
        plan,
        batch=params.batch,
        epochs=params.epochs,
        order="together" if together else "d_first",
        share="verdict" if together else "nothing",
    )


RECIPE = Recipe(
    name="dcgan",
    title=N_("DCGAN"),
    about=N_("Convolutions in G and D: the classic for pictures."),
    source="TensorFlow tutorial 'Deep Convolutional GAN'; Radford et al. 2016, arXiv 1511.06434",
    differs=N_(
        "PyTorch's default initialisation (the tutorial has Keras' Glorot uniform), BatchNorm "
        "with momentum .1 and eps 1e-5 (Keras: .01 and 1e-3), and stride-2 convolutions padded "
        "equally on all sides."
    ),
    params=Settings,
    presets={
        "fast": FAST,
        "source": {},
    },
    origins={
        "fast": N_(
            "Ours: a small G and D with spectral norm and EMA; digits in a minute on a CPU."
        ),
        "source": N_("The TensorFlow tutorial: Adam 1e-4, batch 256, 50 epochs."),
    },
    build=build,
    stages=stages,
    sample=sample_noise,
    references=equilibrium,
)
