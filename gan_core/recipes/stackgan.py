"""StackGAN: a text becomes a small picture, which a second G makes large while the first rests."""

from __future__ import annotations

from typing import Literal

from gan_core.data.spec import Pictures, Tokens
from gan_core.data.views import aligned, reduced
from gan_core.errors import N_
from gan_core.game import Game, Player, Stage, judge, maker
from gan_core.losses.matching import matching
from gan_core.losses.penalties import refuse_batch_statistics
from gan_core.nets.text import text_encoder
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, duel_of
from gan_core.recipes.shared.stack import (
    READER,
    TwoStages,
    overlapping,
    refined,
    sketched,
    text_of,
)
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.base import live
from gan_core.settings.stack import Matching, SecondLength, StackNets


class Settings(StackNets, Matching, SecondLength, AdversarialSettings):
    """Settings of StackGAN."""

    fakes: Literal["fresh", "shared"] = live(
        "fresh",
        title=N_("Fakes in a round"),
        description=N_("Shared: D and G have the same, which saves a pass of G."),
    )


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return two Gs, two Ds, and the frozen reader of texts."""
    assert isinstance(spec.source, Tokens)  # the recipe asks for it
    players: dict[str, Player] = {}
    for name, g in settings.makers(spec).items():
        g.to(rng.device)
        players[name] = maker(g, settings.optimizer_for(g, "makes"), settings.average_of(g))
    for name, d in settings.critics(spec).items():
        if settings.penalties():
            refuse_batch_statistics(d)
        players[name] = judge(d.to(rng.device), settings.optimizer_for(d, "judges"))
    players[READER] = maker(text_encoder(spec.source).to(rng.device))
    return Game(players, rng)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """First D1 and G1 on small pictures, then D2 and G2 on whole ones."""

    def stage(number: int) -> tuple[Stage, ...]:
        make, d, g = (sketched, refined)[number - 1], f"D{number}", f"G{number}"
        duel = duel_of(settings, make=make, tell=text_of, d=d)
        return adversarial_stage(
            settings,
            plan,
            name=("sketch", "refine")[number - 1],
            players=(d, g),
            epochs=(settings.epochs, settings.refine_epochs)[number - 1],
            make=make,
            tell=text_of,
            more_d=matching(settings.adversarial(), duel, settings.mismatch),
            more_g=overlapping(settings.kl),
            view=(reduced(settings.times), aligned)[number - 1],
        )

    return (*stage(1), *stage(2))


RECIPE = Recipe(
    name="stackgan",
    title=N_("StackGAN"),
    about=N_("Draws what a text says: first a small picture, which a second G then makes large."),
    paper="Zhang et al. 2017, arXiv 1612.03242, equations 2 to 6, sections 3.2 to 3.5",
    differs=N_(
        "Pictures are as large as the data set's instead of 256x256. Texts are read by our own "
        "small encoder of emoji's names. The KL term is the mean over the numbers and times 2, as "
        "in the released code; of a wrong text D's term counts half, of a fake whole. Rates stay; "
        "in the paper they are halved every 100 epochs."
    ),
    settings=Settings,
    presets={
        "fast": {
            "latent": 32, "condition": 32, "g_width": 24, "d_width": 32, "lr": 5e-4, "d_rate": 4.0,
            "beta1": 0.5, "batch": 32, "epochs": 40, "refine_epochs": 20, "ema": 0.995,
            "fakes": "shared", "kl": 0.1, "mismatch": 1.0, "d_norm": "spectral",
            "objective": "hinge",
        },
        "source": {
            "latent": 100, "condition": 128, "g_width": 96, "d_width": 64, "lr": 2e-4,
            "beta1": 0.5, "batch": 64, "epochs": 600, "refine_epochs": 600, "factor": "4",
            "blocks": 4, "change": False, "kl": 2.0, "mismatch": 0.5, "d_norm": "batch",
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, half the size first, hinge and spectral norm, higher "
                   "rates, D's four times G's, and EMA."),
        "source": N_("The paper's: Adam 2e-4 with beta 1 of .5, batches of 64, 600 epochs each, "
                     "128 numbers of a text, 100 of noise, four residual blocks."),
    },
    build=build,
    stages=stages,
    use=TwoStages(),
    source=Tokens,
)  # fmt: skip
