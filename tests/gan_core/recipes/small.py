"""Every recipe in a size that a test can afford, and the data to try it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import torch

from gan_core.data.base import DataSet
from gan_core.data.synthetic import blobs
from gan_core.game import Game, Stage
from gan_core.recipes import RECIPES, Plan, Recipe
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.base import Settings
from tests.gan_core.play import Make
from tests.gan_core.recipes import worked

SMALL = {
    "latent": 4,
    "batch": 4,
    "width": 4,
    "g_width": 2,
    "d_width": 2,
    "d_steps": 2,
    "rollouts": 2,
}
SPECS = {"1x28x28": (1, 28), "3x32x32": (3, 32), "1x64x64": (1, 64)}
CASES = [(name, preset) for name, recipe in RECIPES.items() for preset in recipe.presets]
CASE_IDS = [f"{name}-{preset}" for name, preset in CASES]


def data_of(shape: str = "1x28x28", count: int = 22) -> DataSet:
    return blobs(*SPECS[shape], count=count)


def fitting(recipe: Recipe, count: int = 22) -> DataSet:
    """Made-up data that the recipe can learn from: pictures, else pairs, domains, texts."""
    plain = data_of(count=count)
    if recipe.fits(plain.spec):
        return plain
    whole = next(one for one in worked.ENTRIES.values() if recipe.fits(one.spec)).loader()
    few = {f"{name}": rows[:count] for name, rows in whole.training.parts()}
    return replace(whole, **few)


def those_with(mixin: type[Settings], *free: str) -> list[str]:
    """Who makes pictures from noise by settings with `mixin`, and lets `free` be chosen."""
    plain = data_of(count=10).spec
    return [
        name
        for name, recipe in RECIPES.items()
        if issubclass(recipe.settings, mixin)
        and recipe.from_noise
        and recipe.fits(plain)
        and all(len(get_args(recipe.settings.model_fields[key].annotation)) != 1 for key in free)
    ]


DUELS = those_with(DuelSettings)
"""One G against one D, on pictures made from noise."""
DUEL_CASES = [(name, preset) for name, preset in CASES if name in DUELS]
DUEL_IDS = [f"{name}-{preset}" for name, preset in DUEL_CASES]


def small(recipe: Recipe, preset: str | None = None, **changes: Any) -> Any:
    fields = recipe.settings.model_fields
    small = {key: value for key, value in SMALL.items() if key in fields}
    if "pieces" in fields:  # dropout leaves nothing of two units
        small |= {"g_width": 24, "d_width": 8}
    return recipe.preset(preset, {**small, **changes})


def maker(
    name: str, preset: str | None = None, data: DataSet | None = None, **changes: Any
) -> Make:
    recipe = RECIPES[name]
    content = data or fitting(recipe)
    settings = small(recipe, preset, **changes)

    def make(seed: int) -> tuple[Game, Sequence[Stage], DataSet]:
        game = recipe.make(settings, content.spec, Rng(seed))
        return game, recipe.stages(settings, Plan(content.spec, len(content))), content

    return make


def latents(game: Game, count: int = 5, scale: float = 1.0) -> torch.Tensor:
    stream = torch.Generator().manual_seed(1)
    return scale * torch.randn(count, game.net("G").latent, generator=stream)


def small_game(recipe: Recipe, small: Mapping[str, Any], **changes: Any) -> Make:
    """What makes the recipe's game at a seed, with its stages and data, in small networks."""
    settings = recipe.preset(None, {**small, **changes})

    def make(seed: int) -> tuple[Game, Sequence[Stage], DataSet]:
        content = data_of()
        game = recipe.make(settings, content.spec, Rng(seed))
        return game, recipe.stages(settings, Plan(content.spec, len(content))), content

    return make
