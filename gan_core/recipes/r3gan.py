"""R3GAN: fakes are compared with real pictures in pairs, and D is kept flat around both."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from torch import nn

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets import basis, residual
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.usage import Bounded, FromNoise


class Settings(AdversarialSettings):
    """Settings of R3GAN."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    g_width: int = Field(32, ge=1, le=512, title=N_("Width of G"))
    d_width: int = Field(32, ge=1, le=512, title=N_("Width of D"))
    form: Literal["lean", "released"] = Field(
        "lean",
        title=N_("Form of the networks"),
        description=N_(
            "Lean: one block at each size but the full one, widths that double. Released: as the "
            "paper's code, which takes several times as long."
        ),
    )
    blocks: int = Field(
        1,
        ge=1,
        le=4,
        title=N_("Blocks at each size"),
        description=N_("In the released form; the lean one has one."),
    )


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return residual G and D without any normalisation."""
    latent, blocks = settings.latent, settings.blocks
    g: nn.Module
    d: nn.Module
    if settings.form == "lean":
        g = residual.Generator(latent, settings.g_width, spec)
        d = residual.Discriminator(spec, settings.d_width)
    else:
        g = basis.Generator(latent, settings.g_width, spec, blocks)
        d = basis.Discriminator(spec, settings.d_width, blocks)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, each on fresh fakes."""
    return adversarial_stage(settings, plan)


RECIPE = Recipe(
    name="r3gan",
    title=N_("R3GAN"),
    about=N_("Relativistic pairing with R1 and R2: it covers every mode, and it settles."),
    paper=(
        "Huang et al. 2024, arXiv 2501.05441, equation 2, section 2.1 and figure 5; brownvc/R3GAN, "
        "R3GAN/Networks.py and the preset CIFAR10 of train.py"
    ),
    differs=N_(
        "What the paper took for MNIST could not be found: the values are those of its code for "
        "CIFAR-10. There rate, beta 2, gamma and EMA follow a cosine and fakes are augmented; here "
        "they stay: rate and gamma where they start, beta 2 where it ends, EMA at our value. For a "
        "CPU there are 16 channels instead of 768, 64 pictures in a batch instead of 512, and "
        "plain instead of grouped convolutions. For 28x28 the basis is 7x7 instead of 4x4."
    ),
    settings=Settings,
    presets={
        "fast": {
            "objective": "relativistic", "r1": 0.1, "r2": 0.1, "g_width": 16, "d_width": 12,
            "latent": 64, "lr": 2e-3, "beta1": 0.0, "beta2": 0.99, "batch": 64, "epochs": 200,
            "ema": 0.998,
        },
        "source": {
            "objective": "relativistic", "r1": 0.05, "r2": 0.05, "latent": 64, "form": "released",
            "blocks": 2, "g_width": 16, "d_width": 16, "lr": 2e-4, "beta1": 0.0, "beta2": 0.99,
            "batch": 64, "epochs": 200, "ema": 0.999,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, a higher rate and a weaker penalty."),
        "source": N_("The code's networks and its preset for CIFAR-10, narrower: gamma .05, Adam "
                     "2e-4 with beta 1 of 0, two blocks at each size, 64 numbers in z."),
    },
    build=build,
    stages=stages,
    # In the released form the last layer is linear.
    use=Bounded(FromNoise()),
    references=equilibrium,
)  # fmt: skip
