"""CycleGAN on two clouds of points: pairs of networks, cycle and identity terms, a replay pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gan_core.data.base import DataSet
from gan_core.data.synthetic import ring
from gan_core.data.views import unpaired
from gan_core.game import Game, Phase, Stage, Terms, Turn, judge, maker
from gan_core.losses.objectives import LEAST_SQUARES
from gan_core.losses.terms import pixel_term
from gan_core.rng import Rng, seeded

POOL = 10


def pair(make_net: Callable[[], nn.Module]) -> nn.ModuleDict:
    return nn.ModuleDict({"a": make_net(), "b": make_net()})


def translator() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 2))


def critic() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1), nn.Flatten(0))


def replayed(game: Game, fake: Tensor, domain: str) -> Tensor:
    """Fill the pool first; then half of the fakes change places with older ones (section 4)."""
    pool, filled = game.memory[f"pool {domain}"], game.memory[f"filled {domain}"]
    out = fake.clone()
    for row, made in enumerate(fake):
        if filled < POOL:
            pool[filled] = made
            filled += 1
        elif torch.rand((), generator=game.rng["pool"]) < 0.5:
            place = int(torch.randint(POOL, (), generator=game.rng["pool"]))
            out[row], pool[place] = pool[place].clone(), made
    game.memory[f"filled {domain}"] = filled
    return out


def made(turn: Turn) -> tuple[Tensor, Tensor]:
    """(fake A from real B, fake B from real A), shared by both players."""
    to_a, to_b = turn.net("G")["a"], turn.net("G")["b"]
    return turn.once("fakes", lambda: (to_a(turn.batch.x), to_b(turn.batch.src)))


def translate(turn: Turn) -> Terms:
    to_a, to_b = turn.net("G")["a"], turn.net("G")["b"]
    real_a, real_b = turn.batch.src, turn.batch.x
    fake_a, fake_b = made(turn)
    judges = turn.net("D")
    return {
        "real as A": LEAST_SQUARES.g(judges["a"](fake_a))["adversarial"],
        "real as B": LEAST_SQUARES.g(judges["b"](fake_b))["adversarial"],
        "cycle A": pixel_term(to_a(fake_b), real_a, 10),
        "cycle B": pixel_term(to_b(fake_a), real_b, 10),
        "identity": pixel_term(to_a(real_a), real_a, 5) + pixel_term(to_b(real_b), real_b, 5),
    }


def tell_apart(turn: Turn) -> Terms:
    terms: Terms = {}
    for domain, real, fake in zip("ab", (turn.batch.src, turn.batch.x), made(turn), strict=True):
        net = turn.net("D")[domain]
        shown = replayed(turn.game, fake.detach(), domain)
        for key, value in LEAST_SQUARES.d(net(real), net(shown)).items():
            terms[f"{key} {domain}"] = 0.5 * value
    return terms


def build(rng: Rng) -> Game:
    g, d = pair(translator), pair(critic)
    memory: dict[str, Tensor | int | float] = {}
    for domain in "ab":
        memory |= {f"pool {domain}": torch.zeros(POOL, 2), f"filled {domain}": 0}
    players = {
        "G": maker(g, Adam(g.parameters(), 2e-3, (0.5, 0.999))),
        "D": judge(d, Adam(d.parameters(), 2e-3, (0.5, 0.999))),
    }
    return Game(players, rng, memory)


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    rng = Rng(seed)
    phases = (Phase({"G": translate}), Phase({"D": tell_apart}))
    stages = (Stage("adversarial", 20, phases, unpaired, batch=4),)
    one, two = ring(modes=4, count=23), ring(modes=3, radius=0.5, count=17)
    spec = replace(one.spec, other=two.spec)
    both = DataSet("both", spec, one.items, other=two.items)
    return seeded(seed, lambda: build(rng)), stages, both
