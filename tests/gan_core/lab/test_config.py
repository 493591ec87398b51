"""A lab's configuration as words of an address, and back."""

from __future__ import annotations

import pytest

from gan_core.data.plane import SHAPES, encode_drawing
from gan_core.errors import UserError
from gan_core.lab.config import (
    LIVE,
    STRUCTURE,
    LabConfig,
    differing,
    from_link,
    lab_config,
    to_link,
)
from gan_core.recipes.points import RECIPE


@pytest.mark.parametrize("shape", SHAPES)
def test_the_default_of_each_shape_is_one_word(shape: str) -> None:
    made = lab_config({"shape": shape})
    assert to_link(made) == {"shape": shape}
    assert from_link(to_link(made)) == made
    assert made.settings().model_dump() == RECIPE.preset("lab").model_dump()


def test_everything_that_was_set_is_in_the_link() -> None:
    code = encode_drawing([(3, 4), (5, 6)])
    changes = {"objective": "hinge", "lr": 3.5e-4, "latent": 64, "prior": "uniform", "r1": 0.0}
    made = lab_config({"shape": "drawn", "drawing": code, "seed": 7, "changes": changes})
    words = to_link(made)
    assert from_link(words) == made
    odd = lab_config({"who": "D", "changes": {"lr": 3e-3, "d_rate": 1 / 3}})
    assert from_link(to_link(odd)) == odd  # to the last digit
    assert all(" " not in word and "&" not in word for word in words.values())
    assert differing(made.settings()) == changes


def test_every_setting_of_the_recipe_is_a_knob_but_its_length() -> None:
    assert set(RECIPE.settings.model_fields) - {*LIVE, *STRUCTURE} == {
        "epochs",
        "last_rate",
        "augment",
        "fakes",
        "precision",
    }


@pytest.mark.parametrize(
    "words",
    [
        {"shape": "cube"},
        {"shape": "drawn"},
        {"shape": "drawn", "drawing": "!!"},
        {"seed": "-1"},
        {"seed": "one"},
        {"who": "nobody"},
        {"set": "lr"},
        {"set": "lr:fast"},
        {"set": "lr:nan"},
        {"set": "epochs:3"},
        {"set": "magic:1"},
        {"set": "r1:1e9"},
        {"set": "objective:wasserstein,r1:0"},
    ],
)
def test_an_address_that_says_what_cannot_be_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(UserError):
        from_link(words)


def test_the_default_is_whole() -> None:
    assert lab_config({}) == LabConfig()
