"""What recipes that turn noise into pictures share: two players, their phases, sampling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.data.views import pictures
from gan_core.ema import Ema
from gan_core.game import Game, Hook, Phase, Player, Stage, View
from gan_core.losses.adversarial import (
    Duel,
    MoreTerms,
    Share,
    critic_loss,
    from_kept_noise,
    from_noise,
    generator_loss,
)
from gan_core.losses.penalties import refuse_batch_statistics
from gan_core.optimizers import clip_weights, optimizer
from gan_core.recipe import Nets, Plan, Request
from gan_core.rng import Rng
from gan_core.switches import Switches

Order = Literal["d_first", "g_first", "together"]


def two_players(g: nn.Module, d: nn.Module, rng: Rng, params: Switches) -> Game:
    """Return the game of G and D on the run's device, with their optimizers and G's EMA if wanted.

    Raises:
        UserError: a gradient penalty is switched on but D has BatchNorm.
    """
    if params.penalties():
        refuse_batch_statistics(d)
    g, d = g.to(rng.device), d.to(rng.device)
    ema = Ema(g, params.ema) if params.ema else None
    betas = (params.beta1, params.beta2)
    for_g = optimizer(params.optimizer_of("G"), g, params.lr, betas)
    for_d = optimizer(params.optimizer_of("D"), d, params.lr * params.d_rate, betas)
    return Game({"G": Player(g, for_g, ema), "D": Player(d, for_d)}, rng)


def adversarial_stage(
    params: Switches,
    plan: Plan,
    *,
    order: Order = "d_first",
    share: Share | None = None,
    g_steps: int = 1,
    scale: float = 1.0,
    more_d: MoreTerms | None = None,
    more_g: MoreTerms | None = None,
    after: Sequence[Hook] = (),
    view: View = pictures,
) -> tuple[Stage, ...]:
    """Return the one stage in which D and G move, in turn or together.

    share: what D's and G's losses share in a turn; None: as the settings say.
    g_steps: how often G moves in a round where they move in turn: each time on fresh fakes of a
        batch of its own or, where the settings keep the latents, on new fakes of D's z.
    after: what happens each time G has moved (a rate that falls).
    view: how rows of the data set become a batch.
    """
    objective = params.adversarial()
    shared: Share = "fakes" if params.fakes == "shared" else "nothing"
    keeps = params.fakes == "latents"
    made = from_kept_noise if keeps else from_noise
    duel = Duel(made=made, share=share or shared, see=params.see(), precision=params.precision)
    d_loss = critic_loss(objective, duel, penalties=params.penalties(), more=more_d, scale=scale)
    g_loss = generator_loss(objective, duel, more=more_g)
    clip = (clip_weights("D", params.clip),) if params.clip else ()
    d_phase = Phase({"D": d_loss}, repeat=params.n_critic, after=clip)
    # Phases that run once all see the round's last batch, D's; one that repeats has each its own.
    repeat, count = (1, g_steps) if keeps else (g_steps, 1)
    g_phases = (Phase({"G": g_loss}, repeat=repeat, after=tuple(after)),) * count
    phases: dict[Order, tuple[Phase, ...]] = {
        "d_first": (d_phase, *g_phases),
        "g_first": (*g_phases, d_phase),
        "together": (Phase({"D": d_loss, "G": g_loss}, after=(*clip, *after)),),
    }
    steps = plan.rounds(params.epochs, params.batch, params.n_critic)
    return (Stage("adversarial", steps, phases[order], view, params.batch),)


def equilibrium(params: Switches, scale: float = 1.0) -> dict[str, float]:
    """Return the values that the readings take where p_g = p_data and D is optimal.

    Only those that theory fixes: a critic may add any constant to its logits.
    """
    objective = params.adversarial()
    d_value, g_value, logit = objective.equilibrium
    shown = float(objective.show(torch.tensor(logit)))
    lines = {"D/loss": scale * d_value}
    if "g" not in objective.free:
        lines["G/loss"] = g_value
    if "level" not in objective.free:
        lines |= {"D(real)": shown, "D(fake)": shown}
    return lines


def sample_noise(nets: Nets, request: Request) -> Tensor:
    """Return G(z, y), pictures (N, C, H, W) in [-1, 1]."""
    return nets["G"](request.z, request.y)  # type: ignore[no-any-return]
