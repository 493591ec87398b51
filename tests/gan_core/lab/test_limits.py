"""What a lab may cost."""

from __future__ import annotations

from typing import Any

import pytest

from gan_core.errors import UserError
from gan_core.lab.config import PRESET
from gan_core.lab.limits import MOST, check_cost
from gan_core.lab.scenes import SCENES
from gan_core.recipes.points import RECIPE, Settings


def settings(**changes: Any) -> Settings:
    return RECIPE.preset(PRESET, changes)  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", MOST)
def test_each_setting_has_a_largest_value(key: str) -> None:
    small = {"batch": 16, "pack": 1}
    check_cost(settings(**{**small, key: MOST[key]}))
    # Packs must divide the batch.
    above = {"pack": {"pack": 16}, "batch": {"batch": MOST["batch"] + 2}}
    with pytest.raises(UserError, match=f"lower it to {MOST[key]} or less"):
        check_cost(settings(**{**small, **above.get(key, {key: MOST[key] + 1})}))


def test_many_moves_on_large_batches_are_refused() -> None:
    check_cost(settings(batch=1024))
    check_cost(settings(batch=128, n_critic=10, g_steps=10))
    with pytest.raises(UserError, match="lower the batch size to 320 or less"):
        check_cost(settings(batch=1024, n_critic=4, g_steps=4))


def test_what_is_said_to_be_allowed_is_allowed_with_packs() -> None:
    with pytest.raises(UserError, match="to 360 or less"):
        check_cost(settings(batch=1024, n_critic=6, g_steps=1, pack=8))
    check_cost(settings(batch=360, n_critic=6, g_steps=1, pack=8))


def test_every_scene_is_within_the_limits() -> None:
    for scene in SCENES:
        check_cost(scene.config().settings())
