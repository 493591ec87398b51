"""The only training loop. It never names a GAN: a GAN is a recipe's stages of phases of moves."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor
from torch.optim import Optimizer

from gan_core.data.base import Batch
from gan_core.data.feed import Feed
from gan_core.events import Event, StageDone, Stepped
from gan_core.game import Game, Loss, Phase, Stage, Turn

Readings = dict[str, Tensor]


@dataclass(frozen=True)
class Moving(Event):
    """The next move of a round is about to be made: those of `phase` on `turn`.

    repeat: how often the phase has run in this round.
    """

    phase: Phase
    turn: Turn
    repeat: int


@dataclass
class Progress:
    """Where a run is: rounds done in all, the stage it is in, and rounds done in that stage."""

    step: int = 0
    stage: int = 0
    stage_step: int = 0


def train(
    game: Game,
    stages: Sequence[Stage],
    feed: Feed,
    progress: Progress,
    until: int | None = None,
    *,
    each_move: bool = False,
) -> Iterator[Event]:
    """Play `game` from `progress` on, yielding an event after each round and each stage.

    until: rounds in all; the last stage is lengthened or any stage cut to end there. Without it
    each stage lasts its own `steps`. `progress` is advanced in place before each event, so the
    caller may save at any event and stop whenever it likes.
    each_move: also yield `Moving` before each move, where nothing may be saved.
    """
    while progress.stage < len(stages):
        stage = stages[progress.stage]
        last = progress.stage == len(stages) - 1
        set_modes(game, stage)
        while until is None or progress.step < until:
            if progress.stage_step >= stage.steps and not (last and until is not None):
                break
            if progress.stage_step == 0:
                for hook in stage.enter:
                    hook(game)
            playing = play_round(
                game, stage, stage.batches(feed), progress.stage_step, progress.step
            )
            readings = (yield from playing) if each_move else _finish(playing)
            progress.step += 1
            progress.stage_step += 1
            yield Stepped(progress.step, readings)
        if last or (until is not None and progress.step >= until):
            return
        progress.stage, progress.stage_step = progress.stage + 1, 0
        yield StageDone(progress.step, stage.name)


def rounds_ahead(
    stages: Sequence[Stage], progress: Progress, until: int | None = None
) -> list[int]:
    """Return how many rounds of each stage `train` will still play; 0 for those that are over."""
    remaining = (sum(stage.steps for stage in stages) if until is None else until) - progress.step
    rounds = []
    for place, stage in enumerate(stages):
        start = progress.stage_step if place == progress.stage else 0
        own = 0 if place < progress.stage else max(0, stage.steps - start)
        lengthened = until is not None and place == len(stages) - 1
        rounds.append(remaining if lengthened else min(own, remaining))
        remaining -= rounds[-1]
    return rounds


def set_modes(game: Game, stage: Stage) -> None:
    """Put the networks that this stage moves in training mode and all others in evaluation mode."""
    net_ids = {id(game.net(name)) for name in stage.movers}
    for player in game.players.values():
        player.net.train(id(player.net) in net_ids)


def step(game: Game, stage: Stage, batches: Sequence[Batch], stage_step: int) -> Readings:
    """Play one round: every phase whose turn it is, then the moved networks' EMAs."""
    return _finish(play_round(game, stage, batches, stage_step))


def _finish(playing: Generator[Moving, None, Readings]) -> Readings:
    while True:
        try:
            next(playing)
        except StopIteration as end:
            readings: Readings = end.value
            return readings


def play_round(
    game: Game, stage: Stage, batches: Sequence[Batch], stage_step: int, step: int = 0
) -> Generator[Moving, None, Readings]:
    """Play one round move by move, saying before each which it is; return what is plotted.

    step: rounds done before, for the events.
    """
    turns = [Turn(game, batch) for batch in batches]
    readings: Readings = {}
    movers: dict[str, None] = {}
    for phase in stage.phases:
        if stage_step % phase.every:
            continue
        plotted: Readings = {}
        for repeat, turn in enumerate(turns[len(turns) - phase.repeat :]):
            yield Moving(step, phase, turn, repeat)
            plotted |= move(game, phase, turn)
        # A player's second phase (a lazy penalty) adds its terms; the loss is its first phase's.
        readings |= {key: value for key, value in plotted.items() if key not in readings}
        movers |= dict.fromkeys(phase.moves)
    _follow(game, movers)
    for turn in turns:
        readings |= {key: value.detach() for key, value in turn.readings.items()}
    return readings


def _follow(game: Game, movers: Iterable[str]) -> None:
    """Let the EMAs follow the networks that moved, whichever player moved them."""
    nets = {id(game.players[name].net) for name in movers}
    for player in game.players.values():
        if player.ema is not None and id(player.net) in nets:
            player.ema.update(player.net)


def move(game: Game, phase: Phase, turn: Turn) -> Readings:
    """Take all gradients of the phase at one point, then all steps; return what is plotted.

    A gradient is taken for the moving players' parameters alone, so nothing toggles
    `requires_grad` and no other player is touched. Players that move on one and the same loss
    have it computed, and its gradient taken, once for all of them.
    """
    readings: Readings = {}
    sides: dict[Loss, list[str]] = {}
    for name, loss in phase.moves.items():
        sides.setdefault(loss, []).append(name)
    optimizers = [_optimizer_of(game, name) for names in sides.values() for name in names]
    for left, (loss, names) in zip(reversed(range(len(sides))), sides.items(), strict=True):
        terms = {key: term.mean() for key, term in loss(turn).items()}
        total = torch.stack(list(terms.values())).sum()
        parts = [game.players[name].parameters() for name in names]
        grads = torch.autograd.grad(
            total * phase.every if phase.every > 1 else total,
            [parameter for part in parts for parameter in part],
            retain_graph=left > 0,
            allow_unused=True,
            materialize_grads=True,
        )
        rest = iter(grads)
        for name, part in zip(names, parts, strict=True):
            own = list(islice(rest, len(part)))
            for parameter, grad in zip(part, own, strict=True):
                parameter.grad = grad
            readings |= {f"{name}/{key}": term.detach() for key, term in terms.items()}
            readings[f"{name}/loss"] = total.detach()
            readings[f"{name}/grad"] = gradient_norm(own)
    for opt in optimizers:
        opt.step()
        opt.zero_grad(set_to_none=True)
    for hook in phase.after:
        hook(game)
    return readings


def _optimizer_of(game: Game, name: str) -> Optimizer:
    opt = game.players[name].opt
    if opt is None:
        raise ValueError(f"player {name} moves but has no optimizer")
    return opt


def gradient_norm(grads: Sequence[Tensor]) -> Tensor:
    """Return the Euclidean norm of all gradients together, 0-d."""
    norm: Tensor = torch.stack(torch._foreach_norm(list(grads))).norm()
    return norm
