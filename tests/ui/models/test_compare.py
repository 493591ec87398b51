"""How models are compared: within what they were trained for."""

from __future__ import annotations

import pytest

from ui.models.compare import budget_of

CASES = [(0, 15), (900, 15), (901, 60), (3600, 60), (14_400, 240), (14_401, None)]


@pytest.mark.parametrize(("seconds", "minutes"), CASES)
def test_a_budget_is_the_least_that_holds_the_time(seconds: float, minutes: int | None) -> None:
    assert budget_of(seconds) == minutes
