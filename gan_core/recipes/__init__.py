"""Every GAN by name. Adding one costs a recipe file and one line here."""

from __future__ import annotations

import re

from gan_core.errors import N_, unknown
from gan_core.recipe import Plan, Recipe
from gan_core.recipes import (
    biggan,
    cdcgan,
    cgan,
    cyclegan,
    dcgan,
    enhance,
    inpaint,
    lsgan,
    maxout,
    mlp,
    nextframe,
    outpaint,
    pacgan,
    pix2pix,
    r3gan,
    seqgan,
    sngan,
    srgan,
    stackgan,
    stylegan,
    vanilla,
    wgan,
    wgan_gp,
)

__all__ = ["RECIPES", "Plan", "Recipe", "get", "register"]

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
    pix2pix,
    cyclegan,
    enhance,
    srgan,
    inpaint,
    outpaint,
    nextframe,
    stylegan,
    biggan,
    seqgan,
    stackgan,
)

RECIPES: dict[str, Recipe] = {module.RECIPE.name: module.RECIPE for module in _MODULES}
_SHIPPED = frozenset(RECIPES)


def get(name: str) -> Recipe:
    """Return the recipe `name`.

    Raises:
        UserError: there is no such recipe.
    """
    if name not in RECIPES:
        raise unknown(N_("There is no recipe {name!r}. There are: {known}.{hint}"), name, RECIPES)
    return RECIPES[name]


def register(recipe: Recipe) -> Recipe:
    """Add a recipe of your own for the length of this process, or a newer one of its name.

    Whoever opens or resumes its runs in another process registers it there too.

    Raises:
        ValueError: the name is that of a shipped recipe, or not of small letters, digits and "_".
    """
    if recipe.name in _SHIPPED:
        raise ValueError(f"{recipe.name} is a shipped recipe: choose another name")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", recipe.name):
        raise ValueError(f"a recipe's name has small letters, digits and _, not {recipe.name!r}")
    RECIPES[recipe.name] = recipe
    return recipe
