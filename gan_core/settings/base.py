"""What a settings model is made of: fields that say when they apply, and sections for a form."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable
from typing import Any, ClassVar, Literal, get_args

from pydantic import Field
from pydantic.fields import FieldInfo

from gan_core.errors import N_, UserError
from gan_core.settings.strict import Strict

Applies = Literal["live", "built", "length"]
"""When a setting applies: at the next round; only to networks that are built with it; or it
decides how long a run is, or what rises and falls over that length. The last two are fixed."""
Section = Literal["networks", "training", "game"]
"""Where a form shows a setting: what is built; how fast and how long; what is played."""


class Settings(Strict):
    """Base of a GAN's settings and of the mixins that they are made of."""

    section: ClassVar[Section] = "networks"


def live(default: Any, **more: Any) -> Any:
    """Return a field that applies at the next round, so it may change while a GAN trains."""
    return Field(default, json_schema_extra={"applies": "live"}, **more)


def length(default: Any, **more: Any) -> Any:
    """Return a field that decides how long a run is, or what rises and falls over that length."""
    return Field(default, json_schema_extra={"applies": "length"}, **more)


def applies(field: FieldInfo) -> Applies:
    """Return when a setting applies: "built" where its field says nothing."""
    extra = field.json_schema_extra
    when = extra.get("applies", "built") if isinstance(extra, dict) else "built"
    return when  # type: ignore[return-value]


def options_of(field: FieldInfo) -> tuple[Any, ...]:
    """Return the values that a setting may have; empty where it is a number or a switch."""
    return get_args(field.annotation)


def has_choice(field: FieldInfo) -> bool:
    """Return whether a setting can be set at all: a model may leave its base one value alone."""
    return len(options_of(field)) != 1


def names_that_apply(model: type[Settings], when: Applies) -> tuple[str, ...]:
    """Return the names of the settings of `model` that apply then and can be set, in order."""
    fields = model.model_fields.items()
    return tuple(key for key, field in fields if applies(field) == when and has_choice(field))


def section_of(model: type[Settings], key: str) -> Section:
    """Return the section of the setting `key`: what the class says that first had it.

    A recipe's own settings are of its networks, unless its class names a section.
    """
    owners = [one for one in model.__mro__ if key in inspect.get_annotations(one)]
    # Not by inheritance: a recipe's class has the sections of its mixins.
    section: Section = vars(owners[-1] if owners else model).get("section", "networks")
    return section


def differing(base: Settings, settings: Settings) -> dict[str, Any]:
    """Return the values of `settings` that are others than those of `base`."""
    return {key: getattr(settings, key) for key in changed_keys(base, settings)}


def changed_keys(before: Settings, after: Settings) -> list[str]:
    """Return the names of the settings that differ."""
    old, new = before.model_dump(), after.model_dump()
    return [key for key in new if old[key] != new[key]]


def parse_settings(pairs: Iterable[str]) -> dict[str, Any]:
    """Return {key: value} of "key=value" strings; a value is read as JSON, else kept as text.

    Raises:
        UserError: an entry has no "=".
    """
    settings: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals:
            raise UserError(N_("A setting is written key=value, not {pair!r}."), pair=pair)
        settings[key.strip()] = _read(text.strip())
    return settings


def _read(text: str) -> Any:
    # JSON knows NaN and Infinity by these names only; people type nan and inf.
    names = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    try:
        return json.loads(names.get(text.lower(), text))
    except (ValueError, RecursionError):
        return text
