"""Settings and their values by the names that pages have for them."""

from __future__ import annotations

from typing import get_args

import pytest

from gan_core.recipes import RECIPES
from gan_core.runs.config import NAME_LIMIT
from ui.settings.words import OPTION_NAMES, branch_name, in_words, title_of, value_of
from ui.shell.language import translator

RECIPE = RECIPES["dcgan"]
ENGLISH, CHINESE = translator("en"), translator("zh")
THREE = {"lr": 0.00025, "ema": 0.999, "objective": "least_squares"}


def test_settings_and_options_have_names_in_both_languages() -> None:
    changes = {"lr": 0.00012345678, "objective": "least_squares"}
    words = in_words(RECIPE, changes, ENGLISH)
    assert words == "Learning rate 0.00012345678, Objective Least squares"
    assert in_words(RECIPE, changes, CHINESE) == "学习率 0.00012345678，目标函数 最小二乘"


def test_a_setting_that_the_recipe_no_longer_has_keeps_its_key() -> None:
    assert title_of(RECIPE, "gone", ENGLISH) == "gone"
    assert in_words(RECIPE, {"gone": "x"}, ENGLISH) == "gone x"


@pytest.mark.parametrize(
    "name, called",
    [
        ("mine", "mine, Learning rate 0.00025, EMA of G 0.999"),
        ("DCGAN on MNIST, second try", "DCGAN on MNIST, second try, Learning rate 0.00025"),
        ("x" * NAME_LIMIT, "x" * 40 + "…, Learning rate 0.00025"),
    ],
)
def test_a_branchs_name_never_holds_half_a_setting(name: str, called: str) -> None:
    made = branch_name(name, RECIPE, THREE, ENGLISH)
    assert made == called and len(made) <= NAME_LIMIT


CALLED_SO = {"float32"}
"""Options whose key is their name."""


@pytest.mark.parametrize("name", RECIPES)
def test_every_option_of_every_setting_has_a_name_of_its_own(name: str) -> None:
    for key, field in RECIPES[name].settings.model_fields.items():
        options = [option for option in get_args(field.annotation) if isinstance(option, str)]
        assert set(options) - OPTION_NAMES.keys() <= CALLED_SO, key
        for language in (ENGLISH, CHINESE):
            assert len({value_of(option, language) for option in options}) == len(options), key
