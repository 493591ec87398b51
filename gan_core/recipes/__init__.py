"""Every GAN by name. Adding one costs a recipe file and one line here."""

from __future__ import annotations

from gan_core.errors import N_, unknown
from gan_core.recipe import Plan, Recipe
from gan_core.recipes import (
    cdcgan,
    cgan,
    dcgan,
    lsgan,
    maxout,
    mlp,
    pacgan,
    r3gan,
    sngan,
    vanilla,
    wgan,
    wgan_gp,
)

__all__ = ["RECIPES", "Plan", "Recipe", "get"]

_MODULES = (
    dcgan,
    cdcgan,
    vanilla,
    mlp,
    maxout,
    cgan,
    lsgan,
    wgan,
    wgan_gp,
    sngan,
    r3gan,
    pacgan,
)

RECIPES: dict[str, Recipe] = {module.RECIPE.name: module.RECIPE for module in _MODULES}


def get(name: str) -> Recipe:
    """Return the recipe `name`.

    Raises:
        UserError: there is no such recipe.
    """
    if name not in RECIPES:
        raise unknown(N_("There is no recipe {name!r}. There are: {known}.{hint}"), name, RECIPES)
    return RECIPES[name]
