"""StyleGAN: z becomes w, and w tells every layer of G what to draw."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.data.views import aligned
from gan_core.errors import N_
from gan_core.game import Game, Phase, Stage
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss, penalty_loss
from gan_core.losses.path_length import MEMORY, path_length
from gan_core.losses.penalties import r1
from gan_core.nets.style import Generator
from gan_core.optimizers import clip_weights
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.styled import Lazily, StyledNetworks
from gan_core.styled import FromStyles


class Settings(StyledNetworks, Lazily, AdversarialSettings):
    """Settings of StyleGAN."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return the style-based G, D, and the mean path length."""
    g = Generator(
        settings.latent,
        spec,
        settings.shape(),
        noise=rng["noise"],
        mixing=settings.mixing,
        stream=rng["mixing"],
    )
    both = two_players(g, settings.discriminator(spec, rng), rng, settings)
    return replace(both, memory={MEMORY: 0.0})


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, lazily on R1; then G, lazily on its path length."""
    objective = settings.adversarial()
    duel = Duel(
        share="fakes" if settings.fakes == "shared" else "nothing",
        augment=settings.augmentation(),
        precision=settings.precision,
    )
    eager = [one for one in settings.penalties() if one.name != "r1"]
    clip = (clip_weights("D", settings.clip),) if settings.clip else ()
    d_loss = critic_loss(objective, duel, penalties=eager)
    phases = [Phase({"D": d_loss}, repeat=settings.n_critic, after=clip)]
    if settings.r1:
        lazy = Phase({"D": penalty_loss(r1(settings.r1), duel=duel)}, every=settings.r1_every)
        phases.append(lazy)
    phases.append(Phase({"G": generator_loss(objective, duel)}))
    if settings.path:
        phases.append(Phase({"G": path_length(settings.path)}, every=settings.path_every))
    steps = plan.rounds(settings.epochs, settings.batch, settings.n_critic)
    return (Stage("adversarial", steps, tuple(phases), aligned, settings.batch),)


RECIPE = Recipe(
    name="stylegan",
    title=N_("StyleGAN"),
    about=N_("z becomes w, and w tells each layer of G: coarse form first, then the details."),
    paper=(
        "Karras et al. 2019, arXiv 1812.04948; 2020, arXiv 1912.04958; "
        "NVlabs/stylegan2-ada-pytorch, config cifar of train.py"
    ),
    differs=N_(
        "Small pictures and narrow networks: 32 channels instead of 512 in the code's config for "
        "CIFAR-10. No progressive growing; the second paper's skips in G and residual D in all "
        "forms; halving by averages instead of [1, 3, 3, 1]; groups of 4 instead of 32 in the "
        "batch deviation; no adaptive augmentation. The smallest side is 7 or 8 instead of 4."
    ),
    settings=Settings,
    presets={
        "fast": {
            "critic": "spectral", "d_width": 24, "latent": 64, "lr": 2e-3, "beta1": 0.0,
            "beta2": 0.99, "batch": 32, "epochs": 100, "ema": 0.998, "fakes": "shared",
            "precision": "mixed",
        },
        "source": {
            "r1": 0.01, "latent": 512, "style": 512, "depth": 2, "mixing": 0.0, "g_width": 32,
            "d_width": 32, "most": 32, "lr": 2.5e-3, "beta1": 0.0, "beta2": 0.99, "batch": 64,
            "epochs": 1667, "ema": 0.9999,
        },
    },
    origins={
        "fast": N_("Ours: a narrow G, DCGAN's small D with spectral norm, shared fakes."),
        "source": N_("The code's config for CIFAR-10, narrower: gamma .01 every 16 rounds, Adam "
                     "2.5e-3 (0, .99), two mapping layers, no style mixing, no path length."),
    },
    build=build,
    stages=stages,
    use=FromStyles(),
    references=equilibrium,
)  # fmt: skip
