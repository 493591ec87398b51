"""The first GAN of all: a ReLU G against a maxout D with dropout."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.early import QUICK, SGD_2014, Settings, build, references, stages

RECIPE = Recipe(
    name="maxout",
    title=N_("Maxout GAN (2014)"),
    about=N_("The networks of the first GAN paper: ReLU and sigmoid in G, maxout in D."),
    paper=(
        "Goodfellow et al. 2014, arXiv 1406.2661, section 5; goodfeli/adversarial, mnist.yaml; "
        "Goodfellow et al. 2013, arXiv 1302.4389 (maxout)"
    ),
    differs=N_(
        "G's last bias starts at 0 instead of at the mean picture, and all training digits are "
        "used: the paper's are the first 50,000 of MNIST. The original has no last round; here "
        "it is where its momentum has risen to the end, after 250 epochs."
    ),
    settings=Settings,
    presets={
        "fast": QUICK,
        "source": {**SGD_2014, "rate_falls": 1.000004, "prior": "wide"},
    },
    origins={
        "fast": N_("Ours: Adam on narrower networks, with EMA."),
        "source": N_("The code's mnist.yaml: SGD .1, momentum .5 to .7, batch 100, dropout in D, "
                     "half of D's loss, both moves on the same fakes, pictures in [0, 1]."),
    },
    build=build,
    stages=stages,
    references=references,
)  # fmt: skip
