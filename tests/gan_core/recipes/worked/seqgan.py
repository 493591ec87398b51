"""SeqGAN: G learns to speak by likelihood, D to listen, then G is paid for each token."""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, one_hot

from gan_core.answers import Fakes, Verdict, as_fakes, verdict
from gan_core.charts import chart, line
from gan_core.data.spec import Spec, Tokens
from gan_core.data.views import aligned
from gan_core.game import Game, Phase, Stage, Terms, Turn, evaluating, judge, maker
from gan_core.losses.objectives import NONSATURATING
from gan_core.optimizers import optimizer
from gan_core.recipe import Plan, Recipe
from gan_core.rng import Rng
from gan_core.settings.base import live
from gan_core.settings.training import Length, Rates
from gan_core.usage import Nets, Request

POLICY_RATE = 0.1
"""Of the learning rate: rewards are noisy, and a G that runs after them says one thing only."""


class Settings(Length, Rates):
    """Settings of SeqGAN."""

    width: int = Field(16, ge=1, le=256, title="Width", description="Units of the GRU.")
    rollouts: int = live(4, ge=1, le=64, title="Ways to go on", description="Tried for a reward.")


class Speaker(nn.Module):
    """Logits of each next token (N, length, words), and sentences made of noise."""

    def __init__(self, spec: Tokens, width: int) -> None:
        super().__init__()
        self.latent = self.length = spec.length
        words = len(spec.words)
        self.start = words
        self.embed = nn.Embedding(words + 1, width)
        self.cell = nn.GRU(width, width, batch_first=True)
        self.head = nn.Linear(width, words)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the logits of each token, given those before it."""
        begin = torch.full_like(tokens[:, :1], self.start)
        logits: Tensor = self.head(self.cell(self.embed(torch.cat([begin, tokens[:, :-1]], 1)))[0])
        return logits

    @torch.no_grad()
    def complete(self, start: Tensor, z: Tensor) -> Tensor:
        """Return sentences (N, length) that begin with `start` (N, t); z (N, length) ~ N(0, 1)."""
        tokens = start
        chance = torch.special.ndtr(z)
        while tokens.shape[1] < self.length:
            t = tokens.shape[1]
            padded = torch.cat([tokens, tokens.new_zeros(len(tokens), 1)], 1)
            below = self(padded)[:, -1].softmax(1).cumsum(1)[:, :-1]
            tokens = torch.cat([tokens, (chance[:, t, None] > below).sum(1, keepdim=True)], 1)
        return tokens


class Listener(nn.Module):
    """A sentence (N, length) -> one logit (N,)."""

    def __init__(self, spec: Tokens, width: int) -> None:
        super().__init__()
        self.words = len(spec.words)
        inner = [
            nn.Linear(self.words * spec.length, width),
            nn.BatchNorm1d(width),
            nn.LeakyReLU(0.2),
        ]
        self.layers = nn.Sequential(*inner, nn.Linear(width, 1), nn.Flatten(0))

    def forward(self, tokens: Tensor) -> Tensor:
        """Return logits."""
        out: Tensor = self.layers(one_hot(tokens, self.words).float().flatten(1))
        return out


class Speech:
    """G speaks from z, one number a token."""

    def latent(self, settings: Settings, spec: Spec) -> int:
        """Return the length of a sentence."""
        return spec.numbers

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return sentences."""
        assert request.z is not None
        empty = torch.zeros(len(request), 0, dtype=torch.long, device=request.z.device)
        return as_fakes(nets["G"].complete(empty, request.z), z=request.z)

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D's verdict."""
        return verdict(nets["D"](items))


def speak(turn: Turn) -> Tensor:
    """Return as many sentences as the batch has, from the run's own stream."""
    g = turn.net("G")
    z = turn.game.rng.normal(len(turn.batch), g.length)
    return g.complete(torch.zeros(len(z), 0, dtype=torch.long, device=z.device), z)


def rewards(g: Speaker, d: nn.Module, sentences: Tensor, rollouts: int, rng: Rng) -> Tensor:
    """Return (N, length): how real a sentence is, on average, when it goes on after t (eq. 4)."""
    columns = []
    with evaluating(g, d):
        for t in range(1, g.length + 1):
            tries = [
                d(g.complete(sentences[:, :t], rng.normal(len(sentences), g.length))).sigmoid()
                for _ in range(rollouts if t < g.length else 1)
            ]
            columns.append(torch.stack(tries).mean(0))
    return torch.stack(columns, 1)


def likelihood(turn: Turn) -> Terms:
    """Return minus the log-likelihood of real sentences, a token."""
    logits = turn.net("G mle")(turn.batch.x)
    return {"nll": cross_entropy(logits.transpose(1, 2), turn.batch.x, reduction="none").mean(1)}


def listen(turn: Turn) -> Terms:
    """Return D's loss on real sentences and on G's."""
    d = turn.net("D")
    return NONSATURATING.d(d(turn.batch.x), d(speak(turn)))


def build(settings: Settings, spec: Tokens, rng: Rng) -> Game:
    """Return one speaker under two optimizers, a listener, and the baseline of the reward."""
    g = Speaker(spec, settings.width).to(rng.device)
    d = Listener(spec, settings.width).to(rng.device)
    betas = settings.beta1, settings.beta2
    slow = optimizer(settings.optimizer, g, POLICY_RATE * settings.lr, betas)
    players = {
        "G": maker(g, slow),
        "G mle": maker(g, settings.optimizer_for(g, "makes")),
        "D": judge(d, settings.optimizer_for(d, "judges")),
    }
    return Game(players, rng, {"baseline": 0.5})


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """Likelihood for half of the rounds, listening for a tenth, then the game."""

    def policy_gradient(turn: Turn) -> Terms:
        game, g, sentences = turn.game, turn.net("G"), speak(turn)
        reward = rewards(g, turn.net("D"), sentences, settings.rollouts, game.rng)
        chances = log_softmax(g(sentences), 2).gather(2, sentences[..., None])[..., 0]
        gain = reward - game.memory["baseline"]
        turn.readings["reward"] = reward.mean()
        game.memory["baseline"] = 0.9 * float(game.memory["baseline"]) + 0.1 * float(reward.mean())
        return {"policy": -(chances * gain).sum(1)}

    rounds = plan.rounds(settings.epochs, settings.batch)
    play = (Phase({"G": policy_gradient}), Phase({"D": listen}, repeat=2))
    parts = (
        ("likelihood", 0.5, (Phase({"G mle": likelihood}),)),
        ("listening", 0.1, (Phase({"D": listen}),)),
        ("adversarial", 0.4, play),
    )
    return tuple(
        Stage(name, max(1, round(share * rounds)), phases, aligned, settings.batch)
        for name, share, phases in parts
    )


RECIPE = Recipe(
    name="small_seqgan",
    title="SeqGAN",
    about="Writes: G is a policy, and D pays it for each token.",
    paper="Yu et al. 2017, arXiv 1609.05473",
    differs="A GRU, and a fully connected D.",
    settings=Settings,
    presets={"fast": {"lr": 5e-3, "batch": 32, "epochs": 60}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    use=Speech(),
    items=Tokens,
    charts=(
        chart("nll", "Surprise", "Minus the log-likelihood by step", line("G mle/nll", "G", "G")),
        chart("reward", "Reward", "Mean reward by step", line("reward", "G", "G")),
    ),
)
