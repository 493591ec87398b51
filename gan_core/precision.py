"""In which arithmetic networks compute while they train: float32, or bfloat16 where it is fast."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Literal

import torch
from torch import Tensor

Precision = Literal["float32", "mixed"]


@cache
def native_bfloat16(kind: str) -> bool:
    """Return whether devices of this kind ("cpu", "cuda") multiply in bfloat16 themselves.

    Elsewhere it is emulated and slower than float32.
    """
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if kind == "cpu":
        capabilities = (
            torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
        )
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return False


def computing(precision: Precision, device: torch.device) -> AbstractContextManager[object]:
    """Return a context in which networks compute in `precision`.

    "mixed": products and convolutions in bfloat16 with float32 weights and sums (Micikevicius et
    al. 2018, arXiv 1710.03740; bfloat16 has float32's range, so no loss is scaled), where the
    device has it; else float32.
    """
    if precision == "mixed" and native_bfloat16(device.type):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()


def at_least_float32(x: Tensor) -> Tensor:
    """Return `x` in float32 where it is of lower precision."""
    return x.float() if x.dtype in (torch.bfloat16, torch.float16) else x


def in_full(device: torch.device) -> AbstractContextManager[object]:
    """Return a context in which everything is float32, whatever surrounds it."""
    if device.type == "meta":
        return nullcontext()
    return torch.autocast(device.type, enabled=False)
