"""Made-up features for tests: seeded, so that every test sees the same."""

from __future__ import annotations

import torch
from torch import Tensor


def normal(n: int, size: int, seed: int = 0) -> Tensor:
    return torch.randn(n, size, generator=torch.Generator().manual_seed(seed))


def clusters(n: int, labels: int, size: int = 8, seed: int = 0) -> tuple[Tensor, Tensor]:
    """(features (n, size), labels (n,)) of `labels` round groups far from each other."""
    numbers = torch.arange(n) % labels
    centres = 20 * normal(10, size, seed=99)
    return centres[numbers] + normal(n, size, seed), numbers
