"""StackGAN: a small picture first; then a second G refines it while the first one is frozen."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate
from torch.optim import Adam

from gan_core.data.base import DataSet
from gan_core.data.synthetic import blobs
from gan_core.data.views import pictures
from gan_core.ema import Ema
from gan_core.game import Batch, Game, Phase, Player, Stage, Turn
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss
from gan_core.losses.objectives import NONSATURATING
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.rng import Rng, seeded

LOW, HIGH, LATENT, FIRST = 4, 8, 3, 8


class Refine(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 3, 3, padding=1),
            nn.BatchNorm2d(3),
            nn.ReLU(),
            nn.Conv2d(3, 1, 3, padding=1),
        )

    def forward(self, small: Tensor) -> Tensor:
        return self.layers(interpolate(small, size=HIGH)).tanh()


def low(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    whole = pictures(data, rows, rng)
    return Batch(avg_pool2d(whole.x, HIGH // LOW), whole.y)


def small_fake(turn: Turn) -> Tensor:
    return turn.net("G1")(turn.game.rng.normal(len(turn.batch), LATENT))


def large_fake(turn: Turn) -> Tensor:
    with torch.no_grad():
        small = small_fake(turn)
    return turn.net("G2")(small)


def player(net: nn.Module, ema: bool = False) -> Player:
    return Player(net, Adam(net.parameters(), 5e-3), Ema(net, 0.9) if ema else None)


def build(rng: Rng) -> Game:
    return Game(
        {
            "G1": player(Generator(LATENT, [6, 6], (1, LOW, LOW), norm_from=0), ema=True),
            "D1": player(Discriminator(LOW * LOW, [6])),
            "G2": player(Refine(), ema=True),
            "D2": player(Discriminator(HIGH * HIGH, [4])),
        },
        rng,
    )


def phases(number: str, duel: Duel) -> tuple[Phase, ...]:
    return (
        Phase({f"D{number}": critic_loss(NONSATURATING, duel)}),
        Phase({f"G{number}": generator_loss(NONSATURATING, duel)}),
    )


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    rng = Rng(seed)
    one, two = Duel("D1", small_fake), Duel("D2", large_fake)
    stages = (
        Stage("sketch", FIRST, phases("1", one), low, batch=5),
        Stage("refine", 20 - FIRST, phases("2", two), pictures, batch=4),
    )
    return seeded(seed, lambda: build(rng)), stages, blobs(size=HIGH, count=22)
