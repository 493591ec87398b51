"""SeqGAN: G learns to write by likelihood, D to read, then G is paid for each word."""

from __future__ import annotations

from typing import Literal

import torch

from gan_core.answers import Fakes, Verdict
from gan_core.charts import GRADIENTS, LOSSES, OUTPUTS, chart, line
from gan_core.data.spec import Tokens
from gan_core.data.views import aligned
from gan_core.errors import N_
from gan_core.game import Game, Phase, Player, Stage, Terms, Turn, judge, maker
from gan_core.losses.adversarial import Duel, critic_loss, nothing
from gan_core.losses.objectives import NONSATURATING
from gan_core.losses.policy import BASELINE, always_the_same, likelihood, policy_gradient, spoken
from gan_core.losses.terms import weight_term
from gan_core.optimizers import optimizer
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.following import COPIED, copied, lagging
from gan_core.rng import Rng
from gan_core.settings.speech import SpeechNets, Teaching
from gan_core.settings.training import Length, Rates
from gan_core.usage import FromWords

TAUGHT: Literal["likelihood"] = "likelihood"
"""The player who stays as G was when maximum likelihood ended."""


class Settings(SpeechNets, Teaching, Rates, Length):
    """Settings of SeqGAN."""


def build(settings: Settings, spec: Tokens, rng: Rng) -> Game:
    """Return one G under two optimizers, a copy that lags, one that stays, and D."""
    g, d = settings.speaker(spec), settings.listener(spec, rng["dropout"])
    rate, betas = settings.lr * settings.policy_rate, (settings.beta1, settings.beta2)
    players: dict[str, Player] = {
        "G": maker(g, optimizer(settings.optimizer_of("makes"), g, rate, betas)),
        "G before": maker(g, settings.optimizer_for(g, "makes")),
        "rollout": maker(settings.speaker(spec)),
        TAUGHT: maker(settings.speaker(spec)),
        "D": judge(d, settings.optimizer_for(d, "judges")),
    }
    for player in players.values():
        player.net.to(rng.device)
    expected = torch.full((spec.length,), 0.5, device=rng.device)
    return Game(players, rng, {BASELINE: expected, COPIED: 0})


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """Maximum likelihood, D alone, then the game (algorithm 1)."""
    spec = plan.spec
    assert isinstance(spec, Tokens)

    def few_weights(turn: Turn, on_real: Verdict, on_fake: Verdict, fake: Fakes) -> Terms:
        head, weight = turn.net("D").get_submodule("head"), settings.weight_l2
        return {"weights": weight_term(head, weight)} if weight else {}

    pay = always_the_same if settings.reward == "constant" else None
    reading = critic_loss(NONSATURATING, Duel("D", spoken, nothing), more=few_weights)
    writing = policy_gradient(spec, settings.rollouts, pay=pay, baseline=settings.baseline)
    play = (
        Phase({"G": writing}, after=(lagging("G", "rollout", settings.lag),)),
        Phase({"D": reading}, repeat=settings.d_steps),
    )

    def stage(name: str, epochs: int, *phases: Phase, moves: int = 1) -> list[Stage]:
        steps = plan.rounds(epochs, settings.batch, moves)
        enter = () if name == TAUGHT else (copied("G", "rollout", TAUGHT),)
        return [Stage(name, steps, phases, aligned, settings.batch, enter)] if epochs else []

    return (
        *stage(TAUGHT, settings.likelihood_epochs, Phase({"G before": likelihood("G", spec)})),
        *stage("critic", settings.critic_epochs, Phase({"D": reading})),
        *stage("adversarial", settings.epochs, *play, moves=settings.d_steps),
    )


RECIPE = Recipe(
    name="seqgan",
    title=N_("SeqGAN"),
    about=N_("Writes word by word: D pays G for each, by trying how the line might go on."),
    paper="Yu et al. 2017, arXiv 1609.05473, algorithm 1, equations 1 to 14",
    differs=N_(
        "D gives one number instead of two, reads zeros behind the end of a line, and its weights "
        "begin as PyTorch's. A baseline is taken off what words earn, where it is switched on."
    ),
    settings=Settings,
    presets={
        "fast": {
            "embedding": 48, "g_width": 64, "d_embedding": 32, "d_width": 16, "dropout": 0.5,
            "lr": 5e-3, "d_rate": 0.2, "policy_rate": 0.1, "batch": 64, "rollouts": 4,
            "d_steps": 10, "likelihood_epochs": 10, "critic_epochs": 2, "epochs": 10,
        },
        "source": {
            "lr": 1e-2, "d_rate": 0.01, "batch": 64, "likelihood_epochs": 120,
            "critic_epochs": 150, "epochs": 3000, "d_steps": 2345, "baseline": "none",
            "weight_l2": 0.2,
        },
    },
    origins={
        "fast": N_("Ours: a wider G, a narrower D, a baseline, and a rate that is lower in the "
                   "game than before it."),
        "source": N_("The paper's code: an LSTM of 32, Adam .01 for G and .0001 for D, 120 epochs "
                     "of maximum likelihood, 150 of D alone, then 200 rounds with 15 epochs of D "
                     "each; 16 ways to go on, .8 of who goes on stays."),
    },
    build=build,
    stages=stages,
    use=FromWords(),
    items=Tokens,
    charts=(
        chart("nll", N_("Surprise"), N_("Minus the log-likelihood of a real word, nats"),
              line("G before/nll", "G", "G")),
        chart("reward", N_("Reward"), N_("Mean reward by step"), line("reward", "G", "G")),
        LOSSES, OUTPUTS, GRADIENTS,
    ),
)  # fmt: skip
