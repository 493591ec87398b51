from __future__ import annotations

from ui.live_routes import SECONDS, seconds_between


def test_a_page_asks_seldom_where_many_runs_share_the_machine() -> None:
    asked = [seconds_between(running) for running in (0, 1, 8, 9, 16, 30, 33)]
    assert asked == [SECONDS * n for n in (1, 1, 1, 2, 2, 4, 8)]
