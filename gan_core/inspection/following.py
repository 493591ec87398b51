"""Where the gradient leads: fakes whose own numbers move along it, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.inspection.gradient import GradientField


@dataclass(frozen=True)
class Path:
    """Fakes that follow the gradient: after 0, 1, ... S steps.

    pictures (S + 1, N, C, H, W), logit and loss (S + 1, K).
    """

    pictures: Tensor
    logit: Tensor
    loss: Tensor


def follow(
    field: Callable[[Tensor], GradientField],
    fakes: Tensor,
    *,
    steps: int,
    size: float,
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Path:
    """Return what `fakes` become in `steps` steps x + size * field(x): gradient descent on a loss.

    It is the pixels that move here, not G; after each step they are cut to `bounds`, the range of
    pictures. Where the gradient vanishes nothing moves.
    """
    path = [field(fakes)]
    for _ in range(steps):
        places = (path[-1].fakes + size * path[-1].field).clamp(*bounds)
        path.append(field(places))
    return Path(
        torch.stack([at.fakes for at in path]),
        torch.stack([at.logit for at in path]),
        torch.stack([at.loss for at in path]),
    )
