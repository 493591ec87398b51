"""Models of a few numbers, untrained: what latent space is tried on."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.model import Model, model_of
from gan_core.recipes import RECIPES
from gan_core.rng import Rng

SPEC = Pictures(1, 28, classes=tuple("0123456789"))


def untrained(name: str, **changes: Any) -> Model:
    recipe = RECIPES[name]
    design = Design(recipe, recipe.preset(None, {"latent": 8, **changes}), SPEC)
    return model_of(design.game(Rng(3)), design, 0, raw=True)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))
