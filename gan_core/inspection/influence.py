"""Which latent dimensions move the picture most."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.model import Model

STEP = 1.0


def influence(model: Model, samples: int = 16, seed: int = 0) -> Tensor:
    """Return how much each dimension moves the picture, (latent,): mean absolute change per pixel.

    Central differences of one standard deviation over `samples` random latents.

    Raises:
        UserError: the model wants no noise.
    """
    request = model.ask(samples, seed)
    if request.z is None:
        raise UserError(N_("This model makes its items without noise: it has no latent space."))
    effects = []
    for dimension in range(model.latent):
        offset = torch.zeros(model.latent)
        offset[dimension] = STEP
        there = model.answer(replace(request, z=request.z + offset))
        back = model.answer(replace(request, z=request.z - offset))
        effects.append((there - back).abs().mean() / 2)
    return torch.stack(effects)
