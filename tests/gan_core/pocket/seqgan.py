"""SeqGAN: G learns to speak by likelihood, D learns to listen, then G is paid for each token."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, one_hot
from torch.optim import Adam

from gan_core.data.base import DataSet
from gan_core.data.spec import Tokens
from gan_core.data.views import aligned
from gan_core.game import Game, Phase, Stage, Terms, Turn, evaluating, judge, maker
from gan_core.losses.objectives import NONSATURATING
from gan_core.rng import Rng, seeded

WORDS, LENGTH, ROLLOUTS, START = 5, 4, 2, 0


class Speaker(nn.Module):
    """Logits of each next token (N, T, words), and sampling from a stream of the run."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(WORDS, 4)
        self.cell = nn.GRU(4, 6, batch_first=True)
        self.head = nn.Linear(6, WORDS)

    def forward(self, tokens: Tensor) -> Tensor:
        start = torch.full_like(tokens[:, :1], START)
        return self.head(self.cell(self.embed(torch.cat([start, tokens[:, :-1]], 1)))[0])

    @torch.no_grad()
    def complete(self, given: Tensor, stream: torch.Generator) -> Tensor:
        """Return sentences (N, LENGTH) that begin with `given` (N, t)."""
        tokens = given
        while tokens.shape[1] < LENGTH:
            seen = torch.cat([tokens, tokens.new_full((len(tokens), 1), START)], 1)
            odds = self(seen)[:, -1].softmax(1)
            tokens = torch.cat([tokens, torch.multinomial(odds, 1, generator=stream)], 1)
        return tokens


class Listener(nn.Module):
    """A sentence (N, T) -> one logit (N,). BatchNorm: so a reward must be asked in eval mode."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(WORDS * LENGTH, 8), nn.BatchNorm1d(8), nn.LeakyReLU(0.2), nn.Linear(8, 1)
        )

    def forward(self, tokens: Tensor) -> Tensor:
        return self.layers(one_hot(tokens, WORDS).float().flatten(1)).flatten()


def speak(turn: Turn) -> Tensor:
    empty = torch.zeros(len(turn.batch), 0, dtype=torch.long)
    return turn.net("G").complete(empty, turn.game.rng["tokens"])


def rewards(speaker: Speaker, listener: nn.Module, said: Tensor, stream: torch.Generator) -> Tensor:
    """Return (N, T): how real the sentence is on average when it goes on after token t (eq. 4)."""
    columns = []
    with evaluating(speaker, listener):
        for t in range(1, LENGTH + 1):
            tries = [
                listener(speaker.complete(said[:, :t], stream)).sigmoid()
                for _ in range(ROLLOUTS if t < LENGTH else 1)
            ]
            columns.append(torch.stack(tries).mean(0))
    return torch.stack(columns, 1)


def likelihood(turn: Turn) -> Terms:
    logits = turn.net("G mle")(turn.batch.x)
    return {"nll": cross_entropy(logits.transpose(1, 2), turn.batch.x, reduction="none").mean(1)}


def listen(turn: Turn) -> Terms:
    d = turn.net("D")
    return NONSATURATING.d(d(turn.batch.x), d(speak(turn)))


def policy_gradient(turn: Turn) -> Terms:
    game, said = turn.game, speak(turn)
    paid = rewards(turn.net("G"), turn.net("D"), said, game.rng["rollout"])
    chances = log_softmax(turn.net("G")(said), 2).gather(2, said[..., None])[..., 0]
    gain = paid - game.memory["baseline"]
    turn.readings["reward"] = paid.mean()
    game.memory["baseline"] = 0.9 * game.memory["baseline"] + 0.1 * float(paid.mean())
    return {"policy": -(chances * gain).sum(1)}


def build(rng: Rng) -> Game:
    g, d = Speaker(), Listener()
    players = {
        "G mle": maker(g, Adam(g.parameters(), 1e-2)),
        "G": maker(g, Adam(g.parameters(), 2e-3)),
        "D": judge(d, Adam(d.parameters(), 1e-2)),
    }
    return Game(players, rng, {"baseline": 0.5})


def sentences() -> DataSet:
    """Each word is the one before plus one or two, modulo the number of words."""
    stream = torch.Generator().manual_seed(5)
    steps = torch.randint(1, 3, (30, LENGTH), generator=stream)
    return DataSet("sentences", Tokens(LENGTH, tuple("abcde")), steps.cumsum(1) % WORDS)


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    rng = Rng(seed)
    play = (Phase({"G": policy_gradient}), Phase({"D": listen}, repeat=2))
    stages = (
        Stage("likelihood", 6, (Phase({"G mle": likelihood}),), aligned, batch=7),
        Stage("listening", 5, (Phase({"D": listen}),), aligned, batch=7),
        Stage("adversarial", 9, play, aligned, batch=5),
    )
    return seeded(seed, lambda: build(rng)), stages, sentences()
