"""A preset's game, played for a time and scored on the way."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from benchmarks.reproduce import adapters, plane
from benchmarks.reproduce.experiment import Numbers, Settings
from gan_core import recipes
from gan_core.data.feed import Feed
from gan_core.data.spec import Tokens
from gan_core.design import Design
from gan_core.events import Stepped
from gan_core.game import Game, Stage, evaluating
from gan_core.metrics.points import score_points
from gan_core.model import model_of
from gan_core.recipes.points import RECIPE as POINTS
from gan_core.rng import Rng
from gan_core.train import Progress, train

FEW, PAIRS = 1000, 396
"""Samples of a score on the way, and pictures that are translated for one: all held out."""


@dataclass(frozen=True)
class Play:
    """A preset's game before its first round; `look(step)` scores the G that it shows."""

    game: Game
    stages: tuple[Stage, ...]
    feed: Feed
    look: Callable[[int], Numbers]

    def rounds(self) -> Iterator[Stepped]:
        """Play the preset's whole length; yield after each round."""
        events = train(self.game, self.stages, self.feed, Progress())
        return (event for event in events if isinstance(event, Stepped))


def match(settings: Settings, seed: int) -> Play:
    """Return the game of a preset on its data; "items" among `settings`: as long as on so many.

    Raises:
        NotThere: the data or the scores are not on this machine.
    """
    if settings["recipe"] == POINTS.name:
        return _on_points(settings["preset"], settings["data"], seed)
    recipe, content = recipes.get(settings["recipe"]), adapters.load(settings["data"])
    design = Design(recipe, recipe.preset(settings["preset"]), content.spec)
    game = design.game(Rng(seed))

    def look(step: int) -> Numbers:
        model = model_of(game, design, step, raw=False)
        if recipe.items is Tokens:
            return adapters.sequence_scores(model, content, FEW)
        if recipe.source is Tokens:
            return adapters.scores_of(model, content, PAIRS, ["retrieval"])
        if recipe.from_noise:
            return adapters.picture_scores(model, content, FEW)
        return adapters.translation_scores(model, content, PAIRS)

    stages = design.stages(settings.get("items", len(content)))
    return Play(game, stages, Feed(content, game.rng), look)


def _on_points(preset: str, name: str, seed: int) -> Play:
    place = plane.PLACES[name]
    data = place.points()
    design = Design(POINTS, POINTS.preset(preset), data.spec)
    game = design.game(Rng(seed))
    z, player = plane.latents(game, seed), game.players["G"]

    def look(step: int) -> Numbers:
        net = player.net if player.ema is None else player.ema.net
        with evaluating(net):
            return plane.numbers_of(score_points(net(z), place.centres, place.sigma))

    return Play(game, design.stages(len(data)), Feed(data, game.rng), look)


def follow(play: Play, seconds: float) -> Numbers:
    """Play for `seconds` of this thread's processor time, looks not counted."""
    numbers: Numbers = {}
    last: Numbers = {}
    separation: list[torch.Tensor] = []
    looks, seconds_before, step, looked, diverged = log_spaced(), 0.0, 0, 0, 0
    at, begin = next(looks), time.thread_time()

    def look() -> Numbers:
        # In a stage without D nothing is separated.
        mean = {"separation": float(torch.stack(separation).mean())} if separation else {}
        return {**play.look(step), **mean}

    for event in play.rounds():
        step = event.step
        if "D/separation" in event.readings:
            separation.append(event.readings["D/separation"])
        if not all(value.isfinite() for value in event.readings.values()):
            diverged = step
            break
        if seconds_before + time.thread_time() - begin >= seconds:
            break
        if step == at:
            seconds_before += time.thread_time() - begin
            last = look()
            numbers |= {f"{key}@{step}": value for key, value in last.items()}
            separation.clear()
            looked = step
            at, begin = next(looks), time.thread_time()
    if not diverged and step > looked:
        last = look()
        numbers |= {f"{key}@{step}": value for key, value in last.items()}
    length = sum(stage.steps for stage in play.stages)
    # The last look is the end's, also where a look and the end are the same round.
    numbers |= {} if diverged else last
    return numbers | {"rounds": step, "whole": step / length, "diverged": diverged}


def log_spaced() -> Iterator[int]:
    """Yield 10, 20, 50, 100, 200, 500 and so on."""
    for power in itertools.count(1):
        yield from (digit * 10**power for digit in (1, 2, 5))
