"""Which latent dimensions move the picture most."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.model import Model

STEP = 1.0


def influence(model: Model, samples: int = 16, seed: int = 0) -> Tensor:
    """Return how much each dimension moves the picture, (latent,): mean absolute change per pixel.

    Central differences of one standard deviation over `samples` random latents.
    """
    z = model.draw(samples, seed)
    labels = model.labels(samples)
    moved = []
    for dimension in range(model.latent):
        offset = torch.zeros(model.latent)
        offset[dimension] = STEP
        there = model.generate(z + offset, labels)
        back = model.generate(z - offset, labels)
        moved.append((there - back).abs().mean() / 2)
    return torch.stack(moved)
