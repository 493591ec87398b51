"""The machine's limit: how fast it multiplies matrices, and how much a round has to multiply."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

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


class _Count(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's has no types
    """Adds up what torch's own formulas say; its FlopCounterMode cannot follow `autograd.grad`."""

    total: int = 0

    def __torch_dispatch__(
        self,
        func: OpOverload[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        out = func(*args, **(kwargs or {}))
        formula = flop_registry.get(func._overloadpacket)
        if formula is not None:
            self.total += formula(*args, **(kwargs or {}), out_val=out)
        return out


def operations(play: Callable[[], object]) -> int:
    """Return the floating-point operations of the products and convolutions in `play()`."""
    counter = _Count()  # type: ignore[no-untyped-call]  # torch's has no types
    with counter:
        play()
    return counter.total
