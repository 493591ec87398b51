"""Loops played in turn in one process, so that a machine whose speed drifts is fair to all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import torch

TURNS, SECONDS = 5, 1.5


def in_turn(
    loops: Mapping[str, tuple[Iterator[object], int]], turns: int = TURNS, seconds: float = SECONDS
) -> dict[str, list[float]]:
    """Return for each loop its milliseconds a round in each turn.

    loops: (rounds without end, threads that torch may use for them) by name.
    """
    times: dict[str, list[float]] = {name: [] for name in loops}
    for turn in range(turns + 1):
        for name, (loop, threads) in loops.items():
            torch.set_num_threads(threads)
            begin, rounds = time.perf_counter(), 0
            while time.perf_counter() - begin < (seconds if turn else 0.3):  # the first warms up
                next(loop)
                rounds += 1
            if turn:
                times[name].append(1000 * (time.perf_counter() - begin) / rounds)
    return times
