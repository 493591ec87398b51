"""What a game of several stages costs: each is timed by itself, beforehand and in training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gan_core.data import DATA_SETS
from gan_core.game import Stage
from gan_core.recipes import RECIPES
from gan_core.runs import estimate
from gan_core.runs.config import Plans, plan_run
from gan_core.runs.engine.job import Job
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.trainer import Trainer
from gan_core.runs.training import remaining
from tests.gan_core.recipes import worked

COSTS = {"likelihood": 0.01, "listening": 0.04, "adversarial": 0.5}
ROUNDS = [4, 1, 15]


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> Plans:
    monkeypatch.setitem(RECIPES, "small_seqgan", worked.RECIPES["small_seqgan"])
    monkeypatch.setitem(DATA_SETS, "sentences", worked.ENTRIES["sentences"])
    small = {"width": 4, "batch": 25, "epochs": 1, "rollouts": 1}
    return plan_run("small_seqgan", "sentences", changes=small, threads=1, steps=sum(ROUNDS))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, float]]]:
    """Let a round take as long as its stage says and a millisecond an item; note what was timed."""
    seen: list[tuple[str, float]] = []

    def median(trainer: Trainer, stage: Stage, device: str, quick: float) -> float:
        seen.append((stage.name, quick))
        return COSTS[stage.name] + 0.001 * stage.batch

    monkeypatch.setattr(estimate, "_median_round", median)
    yield seen


def test_each_stage_is_timed_and_counted_by_its_own_rounds(
    plans: Plans, measured: list[tuple[str, float]]
) -> None:
    each = estimate.stage_seconds(plans.design, DATA_SETS["sentences"].loader(), "cpu")
    assert each == pytest.approx([cost + 0.025 for cost in COSTS.values()])
    assert plans.rounds == ROUNDS
    whole = sum(rounds * cost for rounds, cost in zip(ROUNDS, each, strict=True))
    assert estimate.seconds_of(plans.rounds, each) == pytest.approx(whole)
    assert {quick for _name, quick in measured} == {estimate.QUICK / 3}  # together as long as one


def test_stages_of_a_real_game_are_timed(plans: Plans) -> None:
    each = estimate.stage_seconds(plans.design, DATA_SETS["sentences"].loader(), "cpu")
    assert len(each) == 3 and min(each) > 0


@pytest.mark.parametrize(("seconds", "rounds"), [(1, 1), (4, 4), (5.5, 4), (6, 5), (26, 7)])
def test_a_time_is_spent_stage_by_stage(seconds: float, rounds: int) -> None:
    assert estimate.rounds_within(seconds, [4, 1, 1], [1.0, 2.0, 10.0]) == rounds


def test_the_time_left_counts_what_later_stages_take(
    plans: Plans, measured: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = (1.0, 2.0, 10.0)
    monkeypatch.setattr(remaining, "stage_seconds", lambda *_: costs)
    job = Job(Store().create(plans.config))
    ahead = []
    while not job.finished:
        job.slice(0.0, alone=False)
        ahead.append(job.live.ahead)
    in_first = [ROUNDS[0] - done + 2.0 + 150.0 for done in range(1, 5)]
    assert ahead[:3] == in_first[:3]
    assert ahead[5:8] == [14.0, 13.0, 12.0] and ahead[-1] == 0.0
    now = replace(view(job.folder.id), live=replace(job.live, ahead=156.0, rate=2.0, pace=1.0))
    assert now.seconds_left() == 78.0


def test_where_the_stages_cannot_be_timed_all_count_as_long(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("too few items for this network")

    monkeypatch.setattr(remaining, "stage_seconds", broken)
    job = Job(Store().create(plans.config))
    job.slice(0.0, alone=False)
    assert job.live.ahead == sum(ROUNDS) - 1
    job.close("stopped")
