"""Influence: the dimension that moves the picture is found."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.inspection.influence import influence
from gan_core.model import Model
from gan_core.recipes import RECIPES


class OnlyThird(nn.Module):
    latent = 5

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        return (0.3 * z[:, 2]).tanh().reshape(-1, 1, 1, 1).expand(-1, 1, 28, 28)


def test_only_the_dimension_that_g_uses_has_influence() -> None:
    recipe = RECIPES["vanilla"]
    settings = recipe.preset("source", {"latent": 5})
    model = Model(Design(recipe, settings, Pictures()), {"G": OnlyThird()}, (), False, 0)
    found = influence(model)
    assert found.argmax() == 2
    assert float(found[2]) > 0.1
    assert torch.equal(found[[0, 1, 3, 4]], torch.zeros(4))
