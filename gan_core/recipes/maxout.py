"""The first GAN of all: a ReLU G against a maxout D with dropout."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.early import QUICK, Settings, build, stages
from gan_core.recipes.shared.noise import equilibrium

RECIPE = Recipe(
    name="maxout",
    title=N_("Maxout GAN (2014)"),
    about=N_("The networks of the first GAN paper: ReLU and sigmoid in G, maxout in D."),
    paper=(
        "Goodfellow et al. 2014, arXiv 1406.2661, section 5; goodfeli/adversarial, mnist.yaml; "
        "Goodfellow et al. 2013, arXiv 1302.4389 (maxout)"
    ),
    differs=N_(
        "z is N(0, 1) instead of uniform, pictures are in [-1, 1] (the sigmoid is stretched), "
        "and G's last bias starts at 0 instead of at the mean picture."
    ),
    settings=Settings,
    presets={
        "fast": QUICK,
        "source": {
            "optimizer": "sgd", "lr": 0.1, "beta1": 0.5, "last_momentum": 0.7,
            "rate_falls": 1.000004, "batch": 100, "epochs": 250,
        },
    },
    origins={
        "fast": N_("Ours: Adam on narrower networks, with EMA."),
        "source": N_("The paper's configuration: SGD .1, momentum .5 to .7, batch 100, dropout."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
)  # fmt: skip
