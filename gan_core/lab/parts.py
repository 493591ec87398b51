"""One move taken apart: sample, score, loss, gradient, shown before it is made; then the update.

What is shown is what the move will do: the same losses, batch and draws. Looking
is free: random streams, buffers and the turn are as they were, so the move itself changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from gan_core.answers import verdict
from gan_core.game import Game, Turn
from gan_core.losses.adversarial import from_noise
from gan_core.losses.objectives import Adversarial
from gan_core.train import Moving, gradient_norm

PartName = Literal["sample", "score", "loss", "gradient", "update"]
BEFORE: tuple[PartName, ...] = ("sample", "score", "loss", "gradient")
POINTS = 64
"""How many points of the batch are shown."""


@dataclass(frozen=True)
class Part:
    """A part of the move of `player`; the k-th repetition in this round.

    values: plain numbers to say. real, fake: points of the batch that the player sees, (N, 2).
    """

    player: str
    name: PartName
    repeat: int
    values: dict[str, float]
    real: Tensor = field(repr=False)
    fake: Tensor = field(repr=False)


def move_in_parts(
    game: Game, moving: Moving, objective: Adversarial, make: Callable[[], object]
) -> Iterator[Part]:
    """Yield the parts of a move; `make` makes it, once all but the update were taken."""
    parts = take_apart(game, moving, objective)
    yield from parts
    before = {name: _weights(game, name) for name in moving.phase.moves}
    make()
    for name, weights in before.items():
        distance = _distance(weights, _weights(game, name))
        yield update_part(next(part for part in parts if part.player == name), distance)


def _weights(game: Game, player: str) -> list[Tensor]:
    return [p.detach().clone() for p in game.players[player].parameters()]


def _distance(a: list[Tensor], b: list[Tensor]) -> float:
    squares = (float((x - y).square().sum()) for x, y in zip(a, b, strict=True))
    return math.sqrt(sum(squares))


def take_apart(game: Game, moving: Moving, objective: Adversarial) -> list[Part]:
    """Return what the move that is about to be made will see and do, all parts but the update."""
    streams = game.rng.state()
    buffers = [(b, b.clone()) for p in game.players.values() for b in p.net.buffers()]
    try:
        return [
            part
            for player in moving.phase.moves
            for part in _parts(game, moving, player, objective, streams)
        ]
    finally:
        game.rng.load(streams)
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)


def _parts(
    game: Game, moving: Moving, player: str, objective: Adversarial, streams: dict[str, Tensor]
) -> list[Part]:
    turn = Turn(game, moving.turn.batch)
    with torch.no_grad():
        fake = from_noise(turn).x
    game.rng.load(streams)
    turn = Turn(game, moving.turn.batch)
    terms = {key: term.mean() for key, term in moving.phase.moves[player](turn).items()}
    total = torch.stack(list(terms.values())).sum()
    grads = torch.autograd.grad(
        total, game.players[player].parameters(), allow_unused=True, materialize_grads=True
    )
    score = {key: turn.readings.get(key) for key in ("D(real)", "D(fake)")}
    if score["D(fake)"] is None:  # G's loss asks D about fakes alone
        with torch.no_grad():
            score = {"D(fake)": objective.show(verdict(game.net("D")(fake)).logit).mean()}
    values = {key: term.item() for key, term in terms.items()}
    of: dict[PartName, dict[str, float]] = {
        "sample": {"count": len(fake)},
        "score": {key: value.item() for key, value in score.items() if value is not None},
        "loss": {**values, f"{player}/loss": total.item()},
        "gradient": {f"{player}/grad": float(gradient_norm(grads))},
    }
    game.rng.load(streams)
    real = turn.batch.x[:POINTS]
    return [Part(player, name, moving.repeat, of[name], real, fake[:POINTS]) for name in BEFORE]


def update_part(before: Part, distance: float) -> Part:
    """Return the last part of a move: how far the player's weights went (Euclidean)."""
    values = {"moved": distance}
    return Part(before.player, "update", before.repeat, values, before.real, before.fake)
