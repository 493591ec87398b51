"""Settings: what is out of bounds is refused in one sentence that names it."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gan_core import data, recipes
from gan_core.errors import UserError
from gan_core.recipes import RECIPES
from gan_core.settings.base import parse_settings

every_recipe = pytest.mark.parametrize("recipe", RECIPES)


def refusal(recipe: str, **changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        RECIPES[recipe].preset(None, changes)
    text = str(caught.value)
    assert "\n" not in text and text.endswith((".", ")")) and len(text) < 400
    assert "validation" not in text and "pydantic" not in text
    return text


BAD_VALUES = [
    ("batch", 0, "batch must be at least {least}, not 0."),
    ("batch", -3, "batch must be at least {least}, not -3."),
    ("batch", 10**9, "batch must be at most 4096, not 1000000000."),
    ("batch", 2.5, "batch must be a whole number, not 2.5."),
    ("batch", True, "batch must be a whole number, not True."),
    ("batch", "many", "batch must be a whole number, not many."),
    ("batch", None, "batch must be a whole number, not None."),
    ("lr", math.nan, "lr must be a finite number, not nan."),
    ("lr", math.inf, "lr must be a finite number, not inf."),
    ("lr", -math.inf, "lr must be a finite number, not -inf."),
    ("lr", -1, "lr must be more than 0.0, not -1."),
    ("lr", 0.0, "lr must be more than 0.0, not 0.0."),
    ("lr", 2.0, "lr must be at most 1.0, not 2.0."),
    ("lr", True, "lr must be a number, not True."),
    ("latent", 0, "latent must be at least 1, not 0."),
    ("latent", 10**7, "latent must be at most 1024, not 10000000."),
    ("latent", True, "latent must be a whole number, not True."),
    ("epochs", 0, "epochs must be at least 1, not 0."),
    ("ema", 1.0, "ema must be at most 0.99999, not 1.0."),
    ("n_critic", 0, "n_critic must be at least 1, not 0."),
    ("smoothing", 0.6, "smoothing must be at most 0.5, not 0.6."),
    ("objective", "magic", "objective must be one of nonsaturating, "),
]


def fields(recipe: str) -> set[str]:
    return set(RECIPES[recipe].settings.model_fields)


@pytest.mark.parametrize(
    ("recipe", "key", "value", "says"),
    [(recipe, *bad) for bad in BAD_VALUES for recipe in RECIPES if bad[0] in fields(recipe)],
)
def test_a_bad_value_is_refused_in_one_sentence(
    recipe: str, key: str, value: object, says: str
) -> None:
    least = RECIPES[recipe].settings.model_json_schema()["properties"][key].get("minimum")
    assert refusal(recipe, **{key: value}).startswith(says.format(least=least))


@every_recipe
def test_no_setting_takes_nan_inf_or_a_truth_value_for_a_number(recipe: str) -> None:
    model = RECIPES[recipe].settings
    numbers = {k: f for k, f in model.model_fields.items() if f.annotation in (int, float)}
    assert len(numbers) >= 6
    for key in numbers:
        for value in (True, False, math.nan, math.inf, 10**30):
            assert key in refusal(recipe, **{key: value})


TYPOS = [("bach", "batch"), ("latnet", "latent"), ("Lr", "lr")]


@pytest.mark.parametrize(
    ("recipe", "wrong", "meant"),
    [(recipe, *typo) for typo in TYPOS for recipe in RECIPES if typo[1] in fields(recipe)],
)
def test_an_unknown_setting_is_refused_with_a_suggestion(
    recipe: str, wrong: str, meant: str
) -> None:
    text = refusal(recipe, **{wrong: 1})
    assert text.startswith(f"There is no setting {wrong!r}.") and f"({meant}?)" in text


@pytest.mark.parametrize("recipe", [one for one in RECIPES if "smoothing" in fields(one)])
def test_smoothing_without_labels_is_refused_with_the_reason(recipe: str) -> None:
    assert "needs an objective with labels" in refusal(recipe, objective="hinge", smoothing=0.1)


@every_recipe
def test_an_unknown_preset_is_refused_with_those_there_are(recipe: str) -> None:
    default = RECIPES[recipe].default_preset
    with pytest.raises(UserError, match=f"{recipe} has no preset 'quick'.*{default}"):
        RECIPES[recipe].preset("quick")


@pytest.mark.parametrize(("wrong", "meant"), [("dcgn", "dcgan"), ("vanila", "vanilla")])
def test_an_unknown_recipe_is_refused_with_a_suggestion(wrong: str, meant: str) -> None:
    with pytest.raises(UserError, match=rf"There is no recipe '{wrong}'.*\({meant}\?\)"):
        recipes.get(wrong)


def test_an_unknown_data_set_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UserError, match=r"There is no data set 'mnits'.*\(mnist\?\)"):
        data.load("mnits")


@every_recipe
def test_settings_cannot_be_changed_after_they_were_checked(recipe: str) -> None:
    settings = RECIPES[recipe].preset()
    with pytest.raises(ValueError, match="frozen"):
        settings.lr = 5.0


@every_recipe
def test_every_preset_is_valid_and_survives_a_round_trip(recipe: str) -> None:
    for preset in RECIPES[recipe].presets:
        settings = RECIPES[recipe].preset(preset)
        assert type(settings).model_validate_json(settings.model_dump_json()) == settings
    assert list(RECIPES[recipe].origins) and RECIPES[recipe].origins.keys() == (
        RECIPES[recipe].presets.keys()
    )


@every_recipe
def test_every_number_has_bounds_on_both_sides_and_a_title(recipe: str) -> None:
    for key, entry in RECIPES[recipe].settings.model_json_schema()["properties"].items():
        assert entry["title"], key
        if entry.get("type") in ("integer", "number") and "enum" not in entry:
            assert {"minimum", "exclusiveMinimum"} & entry.keys(), key
            assert {"maximum", "exclusiveMaximum"} & entry.keys(), key


def test_settings_are_written_key_equals_value() -> None:
    got = parse_settings(["lr=1e-3", "stem=false", " objective = hinge", "batch=8", "note=a=b"])
    assert got == {"lr": 1e-3, "stem": False, "objective": "hinge", "batch": 8, "note": "a=b"}
    assert math.isnan(parse_settings(["lr=nan"])["lr"])
    assert parse_settings(["lr=-Inf"])["lr"] == -math.inf
    with pytest.raises(UserError, match="key=value, not 'batch'"):
        parse_settings(["batch"])
