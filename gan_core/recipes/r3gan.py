"""R3GAN: fakes are compared with real pictures in pairs, and D is kept flat around both."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from torch import Tensor

from gan_core.data.base import Spec
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets import basis, residual
from gan_core.recipe import Nets, Plan, Recipe, Request
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, sample_noise, two_players
from gan_core.rng import Rng
from gan_core.switches import Switches


class Settings(Switches):
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


def build(params: Settings, spec: Spec, rng: Rng) -> Game:
    """Return residual G and D without any normalisation."""
    latent, wide, d_wide, blocks = params.latent, params.g_width, params.d_width, params.blocks
    if params.form == "lean":
        lean = residual.Generator(latent, wide, spec), residual.Discriminator(spec, d_wide)
        return two_players(*lean, rng, params)
    g, d = basis.Generator(latent, wide, spec, blocks), basis.Discriminator(spec, d_wide, blocks)
    return two_players(g, d, rng, params)


def sample(nets: Nets, request: Request) -> Tensor:
    """Return G(z), cut to [-1, 1]: in the released form G's last layer is linear."""
    return sample_noise(nets, request).clamp(-1, 1)


def stages(params: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, each on fresh fakes."""
    return adversarial_stage(params, plan)


RECIPE = Recipe(
    name="r3gan",
    title=N_("R3GAN"),
    about=N_("Relativistic pairing with R1 and R2: it covers every mode, and it settles."),
    source=(
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
    params=Settings,
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
    sample=sample,
    references=equilibrium,
)  # fmt: skip
