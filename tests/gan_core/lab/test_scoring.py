"""When a lab is scored, and what of it is counted less often."""

from __future__ import annotations

import pytest

from gan_core.lab import scoring
from gan_core.lab.bench import Bench
from gan_core.lab.scoring import EVERY_SECONDS, FIRST_SECONDS, Scorer
from gan_core.lab.setting import setting


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return [seconds]: what the scorer's clock says."""
    now = [100.0]
    monkeypatch.setattr(scoring.time, "monotonic", lambda: now[0])
    return now


def played(bench: Bench, scorer: Scorer, at: float) -> int | None:
    bench.round()
    scorer.maybe(at)
    return None if scorer.latest is None else scorer.latest["step"]


def test_the_first_score_leaves_the_page_time_and_the_others_follow_every_second() -> None:
    bench = Bench(setting({"changes": {"batch": 8}}))
    scorer = Scorer(bench)
    assert played(bench, scorer, 10.0) is None
    assert played(bench, scorer, 10.0 + 0.9 * FIRST_SECONDS) is None
    first = 10.0 + FIRST_SECONDS
    assert played(bench, scorer, first) == 3
    assert played(bench, scorer, first + 0.9 * EVERY_SECONDS) == 3
    assert played(bench, scorer, first + EVERY_SECONDS) == 5


def test_w1_waits_for_its_share_and_is_noted_only_at_its_own_step(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(setting({"changes": {"batch": 8}}))
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
    noted = dict(bench.lines.current.scores)
    assert [step for step, made in noted.items() if made["raw"]["w1"] is not None] == [2, 3, 8]
    assert all(made["ema"]["js"] is not None for made in noted.values())
    assert scorer.latest is not None
    assert scorer.latest["raw"]["w1"] == noted[8]["raw"]["w1"]
