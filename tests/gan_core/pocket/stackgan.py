"""StackGAN: a small picture first; then a second G refines it while the first one is frozen."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate
from torch.optim import Adam

from gan_core.answers import Made, made
from gan_core.data.base import Batch, DataSet
from gan_core.data.synthetic import blobs
from gan_core.data.views import aligned
from gan_core.ema import Ema
from gan_core.game import Game, Phase, Stage, Turn, judge, maker
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
    whole = aligned(data, rows, rng)
    return Batch(avg_pool2d(whole.x, HIGH // LOW), whole.y)


def small_fake(turn: Turn) -> Made:
    return made(turn.net("G1")(turn.game.rng.normal(len(turn.batch), LATENT)))


def large_fake(turn: Turn) -> Made:
    with torch.no_grad():
        small = small_fake(turn).x
    return made(turn.net("G2")(small))


def opt(net: nn.Module) -> Adam:
    return Adam(net.parameters(), 5e-3)


def build(rng: Rng) -> Game:
    g1, g2 = Generator(LATENT, [6, 6], (1, LOW, LOW), norm_from=0), Refine()
    d1, d2 = Discriminator(LOW * LOW, [6]), Discriminator(HIGH * HIGH, [4])
    players = {
        "G1": maker(g1, opt(g1), Ema(g1, 0.9)),
        "D1": judge(d1, opt(d1)),
        "G2": maker(g2, opt(g2), Ema(g2, 0.9)),
        "D2": judge(d2, opt(d2)),
    }
    return Game(players, rng)


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
        Stage("refine", 20 - FIRST, phases("2", two), aligned, batch=4),
    )
    return seeded(seed, lambda: build(rng)), stages, blobs(size=HIGH, count=22)
