"""A trainer holds all that the next round depends on, and plays what its design says."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from gan_core import data, recipes
from gan_core.design import Design
from gan_core.events import Stepped
from gan_core.runs.trainer import ENDLESS, Trainer, not_finite
from gan_core.settings.base import parse_settings
from tests.gan_core import tiny


def trainer(seed: int = 0) -> Trainer:
    content = data.load("mnist")
    recipe = recipes.get("vanilla")
    settings = recipe.preset("fast", parse_settings(tiny.TINY["vanilla"]))
    return Trainer(Design(recipe, settings, content.spec), content, seed)


def play(one: Trainer, rounds: int) -> Trainer:
    for _ in islice(one.play(ENDLESS), rounds):
        pass
    return one


def test_a_captured_state_goes_on_bit_for_bit_in_another_trainer() -> None:
    whole, half, other = play(trainer(), 6), play(trainer(), 3), trainer()
    other.restore(*half.capture())
    assert play(other, 3).hash() == whole.hash() != half.hash()


def test_the_seed_decides_the_course() -> None:
    assert play(trainer(1), 2).hash() == play(trainer(1), 2).hash() != play(trainer(2), 2).hash()


def test_other_settings_are_in_force_from_the_next_play_on() -> None:
    one = play(trainer(), 2)
    one.change(replace(one.design, settings=one.design.settings.model_copy(update={"lr": 0.5})))
    group = one.game.players["D"].opt.param_groups[0]  # type: ignore[union-attr]
    assert group["lr"] == pytest.approx(0.5) and one.design.settings.lr == 0.5
    (event,) = islice(one.play(ENDLESS), 1)
    assert isinstance(event, Stepped) and one.step == 3


def test_it_plays_as_many_rounds_as_it_is_asked_for_and_no_more() -> None:
    one = trainer()
    assert [event.step for event in one.play(2)] == [1, 2]
    assert list(one.play(2)) == [] and one.stage is one.stages[0]


def test_the_first_reading_that_is_no_number_is_named() -> None:
    assert not_finite({"a": 1.0, "b": float("nan"), "c": float("inf")}) == "b"
    assert not_finite({"a": 1.0}) is None
