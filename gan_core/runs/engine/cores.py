"""How many CPU threads a run gets: measured when it starts, never assumed."""

from __future__ import annotations

import math
import os
import time
from typing import TYPE_CHECKING

import torch

from gan_core.data.feed import Feed
from gan_core.rng import Rng
from gan_core.train import Progress, train

if TYPE_CHECKING:
    from gan_core.runs.training.session import Session

SLOW = 0.3
"""Seconds of a round beyond which only four rounds are tried: the run should begin soon."""

GAIN = 1.1
"""Two threads must be this much faster than one: idle waiting costs others on a shared machine."""


def cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def calibrated_threads(session: Session) -> int:
    """Return the faster of one thread and all cores for this run, tried on a throw-away game.

    Takes well under a second for small games. On an accelerator one thread is enough.
    """
    if cores() == 1 or session.config.device != "cpu":
        return 1
    before = torch.get_num_threads()
    content = session.content
    rng = Rng(0)
    game, stages = session.design.game(rng), session.design.stages(len(content))
    rounds = train(game, stages, Feed(content, rng), Progress(), until=10**6)

    def timed(threads: int, count: int) -> float:
        torch.set_num_threads(threads)
        start = time.perf_counter()
        for _ in range(count):
            next(rounds)
        return (time.perf_counter() - start) / count

    timed(1, 1)
    slow = timed(1, 1) > SLOW
    plan = [(1, 1), (cores(), 1)] if slow else [(1, 3), (cores(), 3)] * 2
    best: dict[int, float] = {}
    for threads, count in plan:
        if not slow:
            timed(threads, 1)
        best[threads] = min(timed(threads, count), best.get(threads, math.inf))
    torch.set_num_threads(before)
    return cores() if best[1] > GAIN * best[cores()] else 1
