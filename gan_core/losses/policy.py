"""A G of words has no gradient through D: it is paid for each word instead (SeqGAN)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, cast

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, as_fakes, verdict
from gan_core.data.spec import Tokens
from gan_core.game import Loss, Terms, Turn, evaluating
from gan_core.rng import Rng

BASELINE = "reward expected at each place"
"""Where a game keeps what rewards were of late, (length,)."""
Baseline = Literal["none", "place", "state"]
SLOWLY = 0.9
"""Share of the old expectation kept in each round."""
Pay = Callable[[Tensor], Tensor]
"""Sequences (N, length) -> what each is worth, (N,)."""


class Policy(Protocol):
    """A network that writes, see `gan_core.nets.speaker.Speaker`; sequences are (N, length)."""

    length: int

    def complete(self, start: Tensor, z: Tensor) -> Tensor:
        """Return sequences that begin with `start`, drawn by z (N, length)."""

    def continued(self, sequences: Tensor, z: Tensor) -> Tensor:
        """Return (length - 1, N, length): row t - 1 goes on after the first t words."""

    def surprise(self, sequences: Tensor) -> Tensor:
        """Return minus the log-likelihood of each word, (N, length)."""


def policy_of(turn: Turn, name: str = "G") -> Policy:
    """Return the network of the player `name`, which writes."""
    return cast(Policy, turn.net(name))


def spoken(turn: Turn) -> Fakes:
    """Return as many sequences of G as this turn's batch has."""
    g = policy_of(turn)
    z = turn.game.rng.normal(len(turn.batch), g.length)
    empty = torch.zeros(len(z), 0, dtype=torch.long, device=z.device)
    return as_fakes(g.complete(empty, z), z=z)


def likelihood(player: str, spec: Tokens) -> Loss:
    """Return minus the log-likelihood of real sequences, a word: a mean that no padding enters."""

    def loss(turn: Turn) -> Terms:
        x, mask = turn.batch.x, spec.mask(turn.batch.x)
        surprise = policy_of(turn, player).surprise(x)
        return {"nll": (surprise * mask).sum(1) / mask.sum(1)}

    return loss


def judged(d: nn.Module) -> Pay:
    """Return D's probability that a sequence is real (equation 4, last line)."""
    return lambda sequences: verdict(d(sequences)).logit.sigmoid()


def always_the_same(sequences: Tensor) -> Tensor:
    """Return one half for each: the control that says whether D's word matters at all."""
    return torch.full((len(sequences),), 0.5, device=sequences.device)


def rewards(policy: Policy, pay: Pay, sequences: Tensor, rollouts: int, rng: Rng) -> Tensor:
    """Return what each word of `sequences` (N, T) earns, (N, T) (equation 4).

    That is what the sequence is worth on average if `policy` goes on behind that word, tried
    `rollouts` times; the last word earns what the whole is worth.
    """
    n, length = sequences.shape
    earned = torch.zeros(length - 1, n, device=sequences.device)
    for _ in range(rollouts):
        z = rng.normal((length - 1) * n, length, stream="rollouts").view(length - 1, n, length)
        ways = policy.continued(sequences, z)
        earned += pay(ways.flatten(0, 1)).view(length - 1, n) / rollouts
    return torch.cat([earned, pay(sequences)[None]]).T


def policy_gradient(
    spec: Tokens, rollouts: int, *, pay: Pay | None = None, baseline: Baseline = "state"
) -> Loss:
    """Return G's loss: REINFORCE on what its words earn (equations 5 to 8).

    pay: what sequences are worth; None: D's word. baseline: what is taken off what a word earns,
    which changes no expected gradient but makes it less noisy. "place": what words there earned of
    late; "state": what the line was worth before that word, which the search has found already, and
    at the first word what lines are worth of late.
    """

    def loss(turn: Turn) -> Terms:
        game, sequences = turn.game, spoken(turn).x
        lagging, d = policy_of(turn, "rollout"), turn.net("D")
        with evaluating(turn.net("rollout"), d):
            earned = rewards(lagging, pay or judged(d), sequences, rollouts, game.rng)
        turn.readings["reward"] = earned[:, -1].mean()
        mask = spec.mask(sequences)
        expected = cast(Tensor, game.memory[BASELINE])
        surprise = policy_of(turn).surprise(sequences)
        gain = earned - _before(earned, expected) if baseline == "state" else earned - expected
        terms = {"policy": (surprise * gain * mask).sum(1)}
        if baseline != "none":
            counts = mask.sum(0)
            mean = torch.where(counts > 0, (earned * mask).sum(0) / counts.clamp_min(1), expected)
            game.memory[BASELINE] = SLOWLY * expected + (1 - SLOWLY) * mean
        return terms

    return loss


def _before(earned: Tensor, expected: Tensor) -> Tensor:
    """Return what lines were worth before each word, (N, T): what the word before earned."""
    return torch.cat([expected[:1].expand(len(earned), 1), earned[:, :-1]], 1)
