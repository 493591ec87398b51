"""What else moves along a direction: traits, the class that is read, and features."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_
from gan_core.latent.space import Space
from gan_core.latent.traits import Trait, traits_of
from gan_core.metrics.classifier import read
from gan_core.metrics.reference import reader_of
from gan_core.model import Model

SAMPLES = 128
FAR = 2.0
"""Standard deviations that a point is moved by, to both sides."""
RANDOM = 8
"""Random directions that a direction is compared with."""


@dataclass(frozen=True)
class Pair:
    """Pictures of the same seeds moved to both sides, and as they are, each (N, C, H, W)."""

    low: Tensor
    high: Tensor
    rest: Tensor


Measure = Callable[[Pair], float]


@dataclass(frozen=True)
class Row:
    """How much one thing moves along a direction, and along random ones as far (their mean)."""

    name: str
    moved: float
    random: float


def deviations(trait: Trait) -> Measure:
    """Return what says by how many standard deviations of seeds a trait rises."""

    def measure(pair: Pair) -> float:
        rises = trait(pair.high) - trait(pair.low)
        return float(rises.mean() / trait(pair.rest).std().clamp_min(1e-9))

    return measure


def changes(classes: Callable[[Tensor], Tensor]) -> Measure:
    """Return what says of how many seeds another class is read: (N, C, H, W) -> (N,)."""
    return lambda pair: float((classes(pair.low) != classes(pair.high)).float().mean())


def distance(embed: Callable[[Tensor], Tensor]) -> Measure:
    """Return what says how far features go, in distances of two seeds."""
    apart: list[tuple[Tensor, Tensor]] = []  # of the seeds as they are, measured once

    def measure(pair: Pair) -> float:
        if not apart or apart[0][0] is not pair.rest:
            rest = embed(pair.rest)
            apart[:] = [(pair.rest, (rest - rest.roll(1, 0)).norm(dim=1).mean())]
        moved = (embed(pair.high) - embed(pair.low)).norm(dim=1).mean()
        return float(moved / apart[0][1].clamp_min(1e-9))

    return measure


CLASS, D_FEATURES = N_("class that is read"), N_("D's features")


def measures_of(model: Model) -> dict[str, Measure]:
    """Return the measures of a model's pictures: their traits, and the class where one is read."""
    traits = traits_of(model.pictures.channels)
    measures = {name: deviations(trait) for name, trait in traits.items()}
    reader = reader_of(str(model.card.get("data", "")))
    if reader is not None:
        measures[CLASS] = changes(lambda x: read(reader.net, x)[1].argmax(1))
    return measures


def crosstalk(
    space: Space,
    vector: Tensor,
    measures: Mapping[str, Measure],
    *,
    label: str | None = None,
    n: int = SAMPLES,
) -> list[Row]:
    """Return what moves where `n` seeds go from -FAR to +FAR along `vector` (size,) of length 1.

    Beside it what moves along random directions as far, without a sign: a direction that says one
    thing alone moves that, and nothing else more than a random one does.

    Raises:
        UserError: there is no such label.
    """
    points = space.points(n)
    rest = space.pictures(points, label)

    def moved(direction: Tensor) -> dict[str, float]:
        reach = FAR * (points @ direction).std() * direction
        low, high = (space.pictures(points + side * reach, label) for side in (-1, 1))
        pair = Pair(low, high, rest)
        return {name: measure(pair) for name, measure in measures.items()}

    stream = torch.Generator().manual_seed(0)
    drawn = torch.randn(RANDOM, space.size, generator=stream)
    others = [moved(one / one.norm()) for one in drawn]
    return [
        Row(name, value, sum(abs(other[name]) for other in others) / RANDOM)
        for name, value in moved(vector).items()
    ]
