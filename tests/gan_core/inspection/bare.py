"""Models to look into: a D alone, and a recipe's own, untrained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes
from gan_core.data.base import Batch
from gan_core.data.spec import Pictures, Spec
from gan_core.design import Design
from gan_core.inspection.gradient import GradientField, field_at
from gan_core.losses.objectives import Adversarial
from gan_core.model import Model, model_of
from gan_core.recipe import Recipe
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.usage import FromNoise, Request, Usage


def bare(
    d: nn.Module, spec: Spec | None = None, use: Usage | None = None, **more: nn.Module
) -> Model:
    """A model whose D is `d`, as its recipe uses it; it takes a label where the spec has some."""
    items = spec or Pictures()
    recipe = RECIPES["cdcgan" if items.classes else "vanilla"]
    design = Design(replace(recipe, use=use or FromNoise()), recipe.preset(), items)
    return Model(design, {**more, "D": d}, ("D",), False, 0)


def fresh(recipe: Recipe, spec: Spec, **changes: Any) -> Model:
    """An untrained model of the recipe's first preset with `changes`."""
    design = Design(recipe, recipe.preset(None, changes), spec)
    return model_of(design.game(Rng(0)), design, 0, raw=True)


def told(n: int, y: Tensor | None = None) -> Request:
    """What D is told of `n` items: nothing, or their labels."""
    return Request(torch.zeros(n, 0), y)


def field_of(
    d: nn.Module,
    fakes: Tensor,
    objective: Adversarial,
    *,
    real: Batch | None = None,
    y: Tensor | None = None,
) -> GradientField:
    """The field of an objective through `d` alone."""
    request = told(len(fakes), y)
    return field_at(bare(d), Fakes(fakes), request, objective=objective, real=real)
