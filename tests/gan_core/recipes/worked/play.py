"""The worked recipes as games of a few rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gan_core.data.base import DataSet
from gan_core.data.synthetic import blobs
from gan_core.game import Game, Stage
from gan_core.recipe import Plan
from gan_core.rng import Rng
from tests.gan_core.recipes import worked

SMALL = {"width": 3, "batch": 25, "epochs": 1}
OWN = {"small_seqgan": {"rollouts": 2, "epochs": 2}, "small_stackgan": {"latent": 3}}


def content_of(name: str) -> DataSet:
    """The made-up data of the recipe; where others are shipped, squares."""
    entry = worked.ENTRIES.get(worked.DATA[name])
    return blobs(size=8, count=50) if entry is None else entry.loader()


def make_of(name: str) -> Callable[[int], tuple[Game, Sequence[Stage], DataSet]]:
    recipe, data = worked.RECIPES[name], content_of(name)
    settings = recipe.preset(None, {**SMALL, **OWN.get(name, {})})

    def make(seed: int) -> tuple[Game, Sequence[Stage], DataSet]:
        game = recipe.make(settings, data.spec, Rng(seed))
        return game, recipe.stages(settings, Plan(data.spec, len(data))), data

    return make
