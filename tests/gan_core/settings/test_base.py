"""Which section of a form a setting belongs to."""

from __future__ import annotations

from typing import ClassVar

import pytest

from gan_core.recipes import RECIPES
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.base import Section, section_of
from tests.gan_core.recipes.small import DUELS

SECTIONS = {
    "networks": ["g_width", "d_width", "dropout", "kernel", "pieces", "pack", "init", "form"],
    "training": ["lr", "batch", "epochs", "latent", "prior", "moves", "fakes", "grid_epochs"],
    "game": ["objective", "gp", "d_norm", "levels", "noise"],
}


class Plain(AdversarialSettings):
    width: int = 4
    d_norm: str = "none"


class Placed(AdversarialSettings):
    section: ClassVar[Section] = "game"
    weight: float = 1.0


@pytest.mark.parametrize(
    ("model", "key", "section"),
    [
        (Plain, "width", "networks"),
        (Plain, "d_norm", "game"),
        (Plain, "lr", "training"),
        (Plain, "objective", "game"),
        (Placed, "weight", "game"),
        (Placed, "lr", "training"),
    ],
)
def test_a_setting_is_shown_where_the_class_says_that_first_had_it(
    model: type[AdversarialSettings], key: str, section: Section
) -> None:
    assert section_of(model, key) == section


@pytest.mark.parametrize("name", RECIPES)
def test_widths_are_of_the_networks(name: str) -> None:
    settings = RECIPES[name].settings
    widths = [key for key in settings.model_fields if key.endswith("width")]
    assert widths and {section_of(settings, key) for key in widths} == {"networks"}


@pytest.mark.parametrize("name", RECIPES)
def test_a_setting_stands_in_the_section_of_the_class_that_first_had_it(name: str) -> None:
    model = RECIPES[name].settings
    for section, keys in SECTIONS.items():
        found = {key: section_of(model, key) for key in keys if key in model.model_fields}
        assert set(found.values()) <= {section}, found


@pytest.mark.parametrize("name", DUELS)
def test_every_duel_has_settings_in_every_section(name: str) -> None:
    model = RECIPES[name].settings
    assert {section_of(model, key) for key in model.model_fields} == set(SECTIONS)
