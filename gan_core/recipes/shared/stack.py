"""What happens in each of two stages that draw a text, and how both together are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core.answers import Fakes, Verdict, as_fakes, verdict
from gan_core.data.spec import Spec
from gan_core.game import Terms, Turn
from gan_core.losses.adversarial import MoreOfG
from gan_core.losses.terms import gaussian_term
from gan_core.nets.text import FEATURES
from gan_core.usage import Nets, Request

READER = "T"
"""The player that reads texts: it never moves."""
STREAM = "conditioning"
"""Whose numbers conditioning augmentation draws."""


def text_of(turn: Turn) -> Tensor:
    """Return the texts of this turn as vectors, read once."""
    return turn.once("text", lambda: _read(turn.game.net(READER), turn.batch.src))


def _read(reader: Any, texts: Tensor | None) -> Tensor:
    """Return texts as vectors whose numbers have a mean square of 1."""
    with torch.no_grad():
        vectors: Tensor = reader(texts) * FEATURES**0.5
    return vectors


def _noise(turn: Turn, net: Any) -> Tensor:
    return turn.game.rng.normal(len(turn.batch), net.conditioning.draws, stream=STREAM)


def sketched(turn: Turn) -> Fakes:
    """Return the first stage's pictures of the texts of this turn."""
    net: Any = turn.net("G1")
    z = turn.game.rng.normal(len(turn.batch), net.latent)
    return as_fakes(net(z, text_of(turn), _noise(turn, net)), z=z)


def refined(turn: Turn) -> Fakes:
    """Return the second stage's pictures, of sketches by the first, which rests."""
    with torch.no_grad():
        sketch = sketched(turn)
    net: Any = turn.net("G2")
    made_of = {"z": sketch.of["z"], "sketch": sketch.x}
    return as_fakes(net(sketch.x, text_of(turn), _noise(turn, net)), **made_of)


def overlapping(weight: float) -> MoreOfG | None:
    """Return the KL term of conditioning augmentation; None where it is off."""
    if not weight:
        return None

    def terms(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
        if "mean" not in fake.of:
            return {}
        return {"KL": gaussian_term(fake.of["mean"], fake.of["log variance"], weight)}

    return terms


@dataclass(frozen=True)
class TwoStages:
    """G2(G1(z, text), text), judged by D2; z also has what conditioning augmentation draws."""

    def latent(self, settings: Any, spec: Spec) -> int:
        """Return how many numbers the noise and both conditionings have together."""
        return int(settings.latent + (2 * settings.condition if settings.augment_text else 0))

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return the second stage's pictures, beside them the first one's as "sketch"."""
        g1: Any = nets["G1"]
        g2: Any = nets["G2"]
        text = _read(nets[READER], request.src)
        assert request.z is not None
        sizes = [g1.latent, g1.conditioning.draws, g2.conditioning.draws]
        z, first, second = torch.split(request.z, sizes, 1)
        sketch = g1(z, text, first).x
        return as_fakes(g2(sketch, text, second), z=request.z, source=request.src, sketch=sketch)

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D2's verdict."""
        return verdict(nets["D2"](items, _read(nets[READER], request.src)))
