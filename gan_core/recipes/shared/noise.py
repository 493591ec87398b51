"""What recipes of one G and one D share: two players, their phases, the equilibrium."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import nn

from gan_core.data.views import View, aligned
from gan_core.game import Game, Hook, Phase, Stage, judge, maker
from gan_core.losses.adversarial import (
    Duel,
    Make,
    MoreOfD,
    MoreOfG,
    Share,
    Tell,
    critic_loss,
    from_kept_noise,
    from_noise,
    generator_loss,
    label_of,
)
from gan_core.losses.penalties import refuse_batch_statistics
from gan_core.optimizers import clip_weights
from gan_core.recipe import Plan
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings

Order = Literal["d_first", "g_first", "together"]


def two_players(g: nn.Module, d: nn.Module, rng: Rng, settings: DuelSettings) -> Game:
    """Return the game of G and D on the run's device, with their optimizers and G's EMA if wanted.

    Raises:
        UserError: a gradient penalty is switched on but D has BatchNorm.
    """
    if settings.penalties():
        refuse_batch_statistics(d)
    g, d = g.to(rng.device), d.to(rng.device)
    for_g, for_d = settings.optimizer_for(g, "makes"), settings.optimizer_for(d, "judges")
    return Game({"G": maker(g, for_g, settings.average_of(g)), "D": judge(d, for_d)}, rng)


def adversarial_stage(
    settings: DuelSettings,
    plan: Plan,
    *,
    order: Order = "d_first",
    share: Share | None = None,
    g_steps: int = 1,
    scale: float = 1.0,
    g_scale: float = 1.0,
    more_d: MoreOfD | None = None,
    more_g: MoreOfG | None = None,
    after: Sequence[Hook] = (),
    view: View = aligned,
    make: Make | None = None,
    tell: Tell = label_of,
    name: str = "adversarial",
    players: tuple[str, str] = ("D", "G"),
    epochs: int | None = None,
) -> tuple[Stage, ...]:
    """Return the one stage in which D and G move, in turn or together.

    share: what D's and G's losses share in a turn; None: as the settings say.
    g_steps: how often G moves in a round where they move in turn: each time on fresh fakes of a
        batch of its own or, where the settings keep the latents, on new fakes of D's z.
    after: what happens each time G has moved (a rate that falls).
    scale, g_scale: what the objective's terms of D's and of G's loss are multiplied with.
    view: how rows of the data set become a batch. tell: what D is told. make: how fakes are made;
        None: from noise.
    name, players, epochs: of a game of several such stages; None: as long as the settings say.
    """
    (d, g), length = players, settings.epochs if epochs is None else epochs
    objective, duel = settings.adversarial(), duel_of(settings, share, make, tell, d)
    d_loss = critic_loss(objective, duel, penalties=settings.penalties(), more=more_d, scale=scale)
    g_loss = generator_loss(objective, duel, more=more_g, scale=g_scale)
    clip = (clip_weights(d, settings.clip),) if settings.clip else ()
    d_phase = Phase({d: d_loss}, repeat=settings.n_critic, after=clip)
    # Phases that run once all see the round's last batch, D's; one that repeats has each its own.
    repeat, count = (1, g_steps) if settings.fakes == "latents" else (g_steps, 1)
    g_phases = (Phase({g: g_loss}, repeat=repeat, after=tuple(after)),) * count
    phases: dict[Order, tuple[Phase, ...]] = {
        "d_first": (d_phase, *g_phases),
        "g_first": (*g_phases, d_phase),
        "together": (Phase({d: d_loss, g: g_loss}, after=(*clip, *after)),),
    }
    steps = plan.rounds(length, settings.batch, settings.n_critic)
    return (Stage(name, steps, phases[order], view, settings.batch),)


def duel_of(
    settings: DuelSettings,
    share: Share | None = None,
    make: Make | None = None,
    tell: Tell = label_of,
    d: str = "D",
) -> Duel:
    """Return D against G as the settings say, but for what is given."""
    shared: Share = "fakes" if settings.fakes == "shared" else "nothing"
    return Duel(
        d,
        make=make or (from_kept_noise if settings.fakes == "latents" else from_noise),
        tell=tell,
        share=share or shared,
        augment=settings.augmentation(),
        precision=settings.precision,
    )


def equilibrium(settings: DuelSettings, scale: float = 1.0) -> dict[str, float]:
    """Return the values that the readings take where p_g = p_data and D is optimal.

    Only those that theory fixes: a critic may add any constant to its logits.
    """
    objective = settings.adversarial()
    d_value, g_value, logit = objective.equilibrium
    output = float(objective.show(torch.tensor(logit)))
    lines = {"D/loss": scale * d_value}
    if "g" not in objective.free:
        lines["G/loss"] = g_value
    if "level" not in objective.free:
        lines |= {"D(real)": output, "D(fake)": output}
    return lines
