"""A D that judges and classifies at once, relativistic logits, class terms in both losses."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gan_core.answers import Fakes, Verdict
from gan_core.data.base import DataSet
from gan_core.data.synthetic import blobs
from gan_core.data.views import aligned
from gan_core.ema import Ema
from gan_core.game import Game, Phase, Stage, Terms, Turn, judge, maker
from gan_core.losses.adversarial import critic_loss, generator_loss
from gan_core.losses.objectives import RELATIVISTIC
from gan_core.losses.terms import class_term
from gan_core.nets.layers import Dropout, join_label
from gan_core.rng import Rng, seeded

CLASSES, SIDE = 3, 8


class Conditional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.latent = 4
        self.layers = nn.Sequential(
            nn.Linear(4 + CLASSES, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, SIDE * SIDE)
        )

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        return self.layers(join_label(z, cond, CLASSES)).tanh().view(-1, 1, SIDE, SIDE)


class Classifying(nn.Module):
    def __init__(self, stream: torch.Generator) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Flatten(), nn.Linear(SIDE * SIDE, 6), nn.LeakyReLU(0.2), Dropout(0.2, stream)
        )
        self.head = nn.Linear(6, 1 + CLASSES)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        features = self.body(x)
        answer = self.head(features)
        return Verdict(answer[:, 0], answer[:, 1:], features)


def read_both(turn: Turn, real: Verdict, fake: Verdict, _: Fakes) -> Terms:
    labels = turn.batch.y
    return {
        "class real": class_term(real.classes, labels),
        "class fake": class_term(fake.classes, labels, 0.5),
    }


def read_fake(turn: Turn, fake: Verdict, _: Fakes) -> Terms:
    return {"class": class_term(fake.classes, turn.batch.y)}


def build(rng: Rng) -> Game:
    g, d = Conditional(), Classifying(rng["dropout"])
    return Game(
        {
            "G": maker(g, Adam(g.parameters(), 5e-3), Ema(g, 0.9)),
            "D": judge(d, Adam(d.parameters(), 5e-3)),
        },
        rng,
    )


def make(seed: int) -> tuple[Game, tuple[Stage, ...], DataSet]:
    rng = Rng(seed)
    phases = (
        Phase({"D": critic_loss(RELATIVISTIC, more=read_both)}),
        Phase({"G": generator_loss(RELATIVISTIC, more=read_fake)}),
    )
    stages = (Stage("adversarial", 20, phases, aligned, batch=6),)
    data = blobs(size=SIDE, count=21, classes=CLASSES)
    return seeded(seed, lambda: build(rng)), stages, data
