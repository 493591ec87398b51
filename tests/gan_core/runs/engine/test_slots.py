from __future__ import annotations

import pytest

from gan_core.runs.engine.slots import CYCLE_SECONDS, SHORTEST_SLICE, SLICE_SECONDS, slice_seconds


def test_a_turn_is_long_while_few_share_a_thread_and_never_too_short() -> None:
    assert slice_seconds(0) == slice_seconds(1) == slice_seconds(5) == SLICE_SECONDS
    assert slice_seconds(15) == pytest.approx(CYCLE_SECONDS / 15)
    assert slice_seconds(1000) == SHORTEST_SLICE
