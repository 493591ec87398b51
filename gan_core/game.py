"""A GAN as a game: players own parameters, and in each round every player moves on its own loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gan_core.answers import Fakes, Verdict
from gan_core.data.base import Batch
from gan_core.data.feed import Feed
from gan_core.data.views import View
from gan_core.ema import Ema
from gan_core.rng import Rng

T = TypeVar("T")

Terms = dict[str, Tensor]
"""Named, weighted parts of a loss, per sample (N,) or 0-d: what is summed is what is plotted."""
Memory = dict[str, Tensor | int | float]
"""What else changes in training: a replay pool, a baseline."""

Role = Literal["makes", "judges"]


@dataclass
class Player:
    """One who moves: a network, its optimizer (None: never moves) and, if wanted, its EMA.

    role: whether the network makes items or judges them; see `maker` and `judge`. Two players may
    share a network under two optimizers (SeqGAN's G pre-trains, then plays).
    """

    net: nn.Module
    opt: Optimizer | None = None
    ema: Ema | None = None
    role: Role = "makes"

    def parameters(self) -> list[nn.Parameter]:
        """Return the parameters that this player's move changes."""
        if self.opt is None:
            return []
        return [p for group in self.opt.param_groups for p in group["params"]]


def maker(net: nn.Module, opt: Optimizer | None = None, ema: Ema | None = None) -> Player:
    """Return a player whose network makes items: a G."""
    return Player(net, opt, ema, "makes")


def judge(net: nn.Module, opt: Optimizer | None = None) -> Player:
    """Return a player whose network judges items: a D, a critic."""
    return Player(net, opt, None, "judges")


@dataclass
class Game:
    """All that changes in training: players, memory and randomness."""

    players: dict[str, Player]
    rng: Rng
    memory: Memory = field(default_factory=dict)

    def net(self, name: str) -> nn.Module:
        """Return the network of the player `name`."""
        return self.players[name].net

    def having(self, role: Role) -> dict[str, Player]:
        """Return the players that make, or those that judge, by name."""
        return {name: player for name, player in self.players.items() if player.role == role}


class Turn:
    """What a loss may look at: the game, one batch, and the work already done on that batch.

    `readings` are plotted but not minimised: D(real), accuracy, reward. fakes: fakes to look at
    instead of new ones. on_fake: the verdict on fakes that a loss took last, with its graph.
    """

    def __init__(self, game: Game, batch: Batch, fakes: Fakes | None = None) -> None:
        self.game = game
        self.batch = batch
        self.fakes = fakes
        self.readings: dict[str, Tensor] = {}
        self.on_fake: Verdict | None = None
        self._results: dict[str, Any] = {}

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return `make()`, computed at most once for this batch: how D and G share fakes."""
        if key not in self._results:
            self._results[key] = make()
        result: T = self._results[key]
        return result

    def net(self, name: str) -> nn.Module:
        """Return the network of the player `name`."""
        return self.game.net(name)


Loss = Callable[[Turn], Terms]
Hook = Callable[[Game], None]


@dataclass(frozen=True)
class Phase:
    """Part of a round. `moves`: player -> loss; several movers move simultaneously.

    repeat: how often the phase runs in a round, each time on a batch of its own (n_critic).
    every: it runs only in rounds divisible by this; the gradient is multiplied by it (lazy
        regularisation, StyleGAN2 section 3.1), the plotted value is not.
    after: called after each repetition's steps (weight clipping).
    """

    moves: dict[str, Loss]
    repeat: int = 1
    every: int = 1
    after: tuple[Hook, ...] = ()


@dataclass(frozen=True)
class Stage:
    """Rounds of the same kind: `steps` of them, on batches of `batch` items made by `view`.

    enter: called once, before the stage's first round. Players that no phase of a stage moves
    stay in evaluation mode during it (else their BatchNorm would drift).
    """

    name: str
    steps: int
    phases: tuple[Phase, ...]
    view: View
    batch: int
    enter: tuple[Hook, ...] = ()

    @property
    def draws(self) -> int:
        """How many batches a round draws: one for each repetition of the busiest phase."""
        return max(phase.repeat for phase in self.phases)

    def batches(self, feed: Feed) -> list[Batch]:
        """Return the batches of one round, drawn from `feed`."""
        return feed.draw(self.view, self.batch, self.draws)

    @property
    def movers(self) -> list[str]:
        """The players that some phase of this stage moves, in order, each once."""
        return list(dict.fromkeys(name for phase in self.phases for name in phase.moves))


@contextmanager
def evaluating(*nets: nn.Module) -> Iterator[None]:
    """Put `nets` in evaluation mode without gradients, then put every module back as it was."""
    modules = [module for net in nets for module in net.modules()]
    before = [module.training for module in modules]
    try:
        for module in modules:
            module.training = False
        with torch.no_grad():
            yield
    finally:
        for module, mode in zip(modules, before, strict=True):
            module.training = mode


def distinct_nets(players: Iterable[tuple[str, Player]]) -> Iterator[tuple[str, nn.Module]]:
    """Yield each network once, under the name of the first player that has it."""
    ids: set[int] = set()
    for name, player in players:
        if id(player.net) not in ids:
            ids.add(id(player.net))
            yield name, player.net
