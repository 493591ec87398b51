"""In which section a form shows a setting."""

from __future__ import annotations

import pytest

from gan_core.recipes import RECIPES
from gan_core.settings.base import section_of

SECTIONS = {
    "networks": ["g_width", "d_width", "dropout", "kernel", "pieces", "pack", "init", "form"],
    "training": ["lr", "batch", "epochs", "latent", "prior", "moves", "fakes", "grid_epochs"],
    "game": ["objective", "gp", "d_norm", "levels", "noise"],
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_setting_stands_in_the_section_of_the_class_that_first_had_it(name: str) -> None:
    model = RECIPES[name].settings
    for section, keys in SECTIONS.items():
        found = {key: section_of(model, key) for key in keys if key in model.model_fields}
        assert set(found.values()) <= {section}, found


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_of_pictures_has_settings_in_every_section(name: str) -> None:
    model = RECIPES[name].settings
    assert {section_of(model, key) for key in model.model_fields} == set(SECTIONS)
