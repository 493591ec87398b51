"""The machine's limit: how fast it multiplies matrices, and how much a round has to multiply."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

SIDE = 1536


def matrix_rate(dtype: torch.dtype, threads: int, repeats: int = 6) -> float:
    """Return operations a second of a large matrix product, the best of `repeats`."""
    torch.set_num_threads(threads)
    a = torch.randn(SIDE, SIDE).to(dtype)
    best = float("inf")
    for _ in range(repeats + 1):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * SIDE**3 / best


def operations(play: Callable[[], Any]) -> int:
    """Return the floating-point operations of the products and convolutions in `play()`."""
    with FlopCounterMode(display=False) as counter:
        play()
    return int(counter.get_total_flops())
