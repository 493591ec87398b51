"""The snapshots that a lab keeps: evenly spaced, within a budget, never without both ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from gan_core.lab import snapshots as module
from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config
from gan_core.lab.snapshots import BUDGET_BYTES, FEWEST, MOST, RECENT, Snapshot, Snapshots
from gan_core.recipes.points import Settings

PARAMS = Settings()


def snapshot(step: int, size: int = 64) -> Snapshot:
    return Snapshot(step, {"w": torch.empty(size, dtype=torch.uint8)}, {}, PARAMS)


def played(rounds: int, size: int = 64) -> Snapshots:
    kept = Snapshots()
    for step in range(rounds + 1):
        if kept.wants(step):
            kept.keep(snapshot(step, size))
    return kept


@pytest.mark.parametrize("size", [64, BUDGET_BYTES // 20, BUDGET_BYTES // 4])
def test_what_was_played_is_thinned_evenly_within_the_budget(size: int) -> None:
    kept = played(5000, size)
    steps = kept.steps
    assert all(step % kept.spacing == 0 for step in steps[:-1])
    assert {b - a for a, b in pairwise(steps)} == {kept.spacing}
    assert steps[0] == 0 and 5000 - steps[-1] < kept.spacing
    assert FEWEST - 1 <= len(steps) <= MOST and kept.size <= BUDGET_BYTES


def test_large_networks_keep_the_fewest_and_no_more() -> None:
    kept = played(300, BUDGET_BYTES)
    assert kept.steps[0] == 0 and len(kept.steps) <= FEWEST
    for step in (301, 303, 305, 307):
        kept.keep(snapshot(step, BUDGET_BYTES), recent=True)
        assert {0, step} <= set(kept.steps) and len(kept.steps) <= FEWEST


def test_going_back_and_forth_does_not_lose_the_end() -> None:
    kept = played(1001)
    kept.keep(snapshot(1001), recent=True)
    spaced = [step for step in kept.steps if step % kept.spacing == 0]
    for step in range(1, 200, 4):
        kept.keep(snapshot(step), recent=True)
        assert step in kept.steps
    assert kept.steps[-1] == 1001
    assert {step for step in spaced if kept.wants(step)} <= set(kept.steps)


def test_a_spaced_moment_takes_no_recent_ones_place() -> None:
    kept = played(1000)
    singles = [3 + 8 * number for number in range(RECENT)]
    assert kept.spacing > 1
    for step in singles:
        kept.keep(snapshot(step), recent=True)
    for step in [s for s in kept.steps if s % kept.spacing == 0]:
        kept.keep(snapshot(step), recent=True)
    assert set(singles) <= set(kept.steps)


def test_only_the_last_recent_ones_stay() -> None:
    kept = played(1000)
    singles = [3 + 8 * number for number in range(RECENT + 3)]
    for step in singles:
        kept.keep(snapshot(step), recent=True)
    assert [step for step in singles if step in kept.steps] == singles[3:]


def test_a_lab_is_rewound_many_times_and_returns_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BUDGET_BYTES", 0)
    small = {"g_width": 4, "d_width": 4, "depth": 1, "d_depth": 1, "batch": 8}
    bench = Bench(lab_config({"changes": small}))
    for _ in range(41):
        bench.round()
    for step in [*range(40, 0, -3), 20, 10, 1, 30]:
        bench.rewind(step)
    bench.rewind(41)
    assert bench.step == 41
    assert bench.copied().step == 41
    assert len(bench.branches.current.snapshots.steps) <= FEWEST
