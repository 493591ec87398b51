"""WGAN-GP on 2-D points: two critic moves a round, and lazy R1 every fourth round."""

from __future__ import annotations

from torch.optim import Adam

from gan_core.data.base import DataSet
from gan_core.data.synthetic import ring
from gan_core.data.views import aligned
from gan_core.ema import Ema
from gan_core.game import Game, Phase, Stage, judge, maker
from gan_core.losses.adversarial import critic_loss, generator_loss, penalty_loss
from gan_core.losses.objectives import WASSERSTEIN
from gan_core.losses.penalties import interpolated, r1
from gan_core.nets.mlp import Discriminator, Generator
from gan_core.rng import Rng, seeded


def stages() -> tuple[Stage, ...]:
    critic = Phase({"D": critic_loss(WASSERSTEIN, penalties=[interpolated(10)])}, repeat=2)
    generator = Phase({"G": generator_loss(WASSERSTEIN)})
    lazy = Phase({"D": penalty_loss(r1(0.1))}, every=4)
    return (Stage("adversarial", 20, (critic, generator, lazy), aligned, batch=8),)


def build(rng: Rng) -> Game:
    g, d = Generator(3, [8], (2,)), Discriminator(2, [8, 8])
    return Game(
        {
            "G": maker(g, Adam(g.parameters(), 1e-2, (0.0, 0.9)), Ema(g, 0.9)),
            "D": judge(d, Adam(d.parameters(), 1e-2, (0.0, 0.9))),
        },
        rng,
    )


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    rng = Rng(seed)
    return seeded(seed, lambda: build(rng)), stages(), ring(count=40)
