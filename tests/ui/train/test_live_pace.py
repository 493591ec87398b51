from __future__ import annotations

from gan_core.runs.engine.base import MOST_RUNS
from gan_core.runs.engine.job import WATCHED_SECONDS
from ui.train.live_routes import SECONDS, seconds_between


def test_a_page_asks_seldom_where_many_runs_share_the_machine() -> None:
    asked = [seconds_between(running) for running in (0, 1, 8, 9, 16, 30, 33)]
    assert asked == [SECONDS * n for n in (1, 1, 1, 2, 2, 4, 8)]


def test_a_run_counts_as_watched_between_two_questions_of_its_page() -> None:
    assert 1 + seconds_between(MOST_RUNS) < WATCHED_SECONDS
