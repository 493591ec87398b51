"""When a lab is scored, and what of it is counted less often."""

from __future__ import annotations

import pytest

from gan_core.lab import scoring
from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config
from gan_core.lab.scoring import EVERY_SECONDS, FIRST_SECONDS, Scorer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return [seconds]: what the scorer's clock says."""
    now = [100.0]
    monkeypatch.setattr(scoring.time, "monotonic", lambda: now[0])
    return now


def played(bench: Bench, scorer: Scorer) -> int | None:
    bench.round()
    scorer.maybe(scoring.time.monotonic())
    return None if scorer.latest is None else scorer.latest["step"]


def test_the_first_score_leaves_the_page_time_and_the_others_follow_every_second(
    clock: list[float],
) -> None:
    bench = Bench(lab_config({"changes": {"batch": 8}}))
    scorer = Scorer(bench)
    steps = []
    for wait in (0.0, 0.9 * FIRST_SECONDS, 0.1 * FIRST_SECONDS, 0.9, 0.1, 0.9, 0.1):
        clock[0] += wait * (EVERY_SECONDS if len(steps) > 2 else 1.0) + 1e-9
        steps.append(played(bench, scorer))
    assert steps == [None, None, 3, 3, 5, 5, 7]


def test_what_costs_much_is_scored_less_often(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(lab_config({"changes": {"batch": 8, "ema": 0.0}}))
    scorer = Scorer(bench)
    whole = scoring.score_plane

    def slow(*args: object, **more: object) -> object:
        clock[0] += 0.1
        return whole(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(scoring, "score_plane", slow)
    steps = []
    for _ in range(14):
        played(bench, scorer)
        steps.append(scorer.latest["step"] if scorer.latest else 0)
        clock[0] += EVERY_SECONDS + 1e-6
    # Two with W1, the first of them with the floor; then a tenth of a second in five with W1, and
    # as much without.
    assert steps == [0, 2, 3, 4, 4, 4, 4, 4, 9, 10, 10, 10, 10, 10]


def test_the_w1_of_an_average_that_was_just_switched_on_is_of_its_own_step() -> None:
    bench = Bench(lab_config({"changes": {"batch": 8, "ema": 0.0}}))
    scorer = Scorer(bench)
    for changes in ({}, {"ema": 0.9}):
        bench.change(changes)
        bench.round()
        scorer.now(whole=not changes)
    assert scorer.latest is not None
    assert scorer.latest["w1_step"] == scorer.latest["step"] == 2
    assert bench.branches.current.scores[-1][1]["ema"]["w1"] == scorer.latest["ema"]["w1"]


def test_w1_waits_for_its_share_and_is_noted_only_at_its_own_step(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(lab_config({"changes": {"batch": 8}}))
    scorer = Scorer(bench)
    whole = scoring.score_plane

    def slow(*args: object, w1: float | None, **more: object) -> object:
        clock[0] += 0.05 if w1 is None else 0.0  # raw and average: .1 s, a fiftieth of 5 s
        return whole(*args, w1=w1, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(scoring, "score_plane", slow)
    steps = []
    for _ in range(9):
        bench.round()
        scorer.maybe(clock[0])
        clock[0] += EVERY_SECONDS
        if scorer.latest is not None:
            steps.append((scorer.latest["step"], scorer.latest["w1_step"]))
    # The second comes at once: the first also paid for the floor.
    assert steps == [(2, 2), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3), (8, 8), (9, 8)]
    noted = dict(bench.branches.current.scores)
    assert [step for step, made in noted.items() if made["raw"]["w1"] is not None] == [2, 3, 8]
    assert all(made["ema"]["js"] is not None for made in noted.values())
    assert scorer.latest is not None
    assert scorer.latest["raw"]["w1"] == noted[8]["raw"]["w1"]
