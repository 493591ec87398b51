"""When a setting applies is true: what is said to build networks is read while they are built."""

from __future__ import annotations

from typing import Any

import pytest

from gan_core.data.synthetic import ring
from gan_core.design import Design
from gan_core.recipe import Recipe
from gan_core.recipes import RECIPES
from gan_core.recipes.points import RECIPE as POINTS
from gan_core.rng import Rng
from gan_core.runs.changing import with_changes
from gan_core.settings.base import Settings, names_that_apply
from tests.gan_core.recipes import worked
from tests.gan_core.recipes.small import fitting

ALL = {**RECIPES, **worked.RECIPES, POINTS.name: POINTS}


def read_by_build(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The settings that are asked for while any preset's networks are built."""
    asked: set[str] = set()
    plain = Settings.__getattribute__

    def noted(self: Settings, name: str) -> Any:
        asked.add(name)
        return plain(self, name)

    spec = (ring(count=22) if recipe is POINTS else fitting(recipe)).spec
    designs = [Design(recipe, recipe.preset(preset), spec) for preset in recipe.presets]
    with monkeypatch.context() as patch:
        patch.setattr(Settings, "__getattribute__", noted)
        for design in designs:
            recipe.build(design.settings, spec, Rng(0, "cpu"))
    return asked


@pytest.mark.parametrize("name", ALL)
def test_what_is_fixed_with_the_networks_is_read_when_they_are_built(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = ALL[name]
    built = {*names_that_apply(recipe.settings, "built")}
    assert built - read_by_build(recipe, monkeypatch) == set()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("cdcgan", {"class_weight": 0.5}),
        ("dcgan", {"grid_epochs": 2}),
        ("maxout", {"moves": "together", "rate_falls": 1.01}),
    ],
)
def test_what_builds_no_network_may_change_while_a_run_trains(
    name: str, changes: dict[str, Any]
) -> None:
    recipe = RECIPES[name]
    after = with_changes(recipe, recipe.preset("fast"), changes)
    assert {key: getattr(after, key) for key in changes} == changes
