"""Where theory puts a run's readings: at the equilibrium, since the change that moved it last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gan_core.errors import UserError
from gan_core.runs.config import RunConfig
from gan_core.settings.base import parse_settings


@dataclass(frozen=True)
class Level:
    """A value that a reading is compared with, from step `since` on."""

    value: float
    since: int = 0


def equilibrium_of(config: RunConfig, changes: Sequence[dict[str, Any]]) -> dict[str, Level]:
    """Return the readings' values at the equilibrium with the settings in force, and since when.

    changes: the run's events of changes, in their order. They are undone one by one from the
    newest on: a level holds since the newest change before which it was another one.
    """
    recipe, settings = config.gan, config.settings
    now = recipe.references(settings)
    since = dict.fromkeys(now, 0)
    values = settings.model_dump()
    first = recipe.preset(config.preset).model_dump()
    for place in range(len(changes) - 1, -1, -1):
        what, step = changes[place]["what"], changes[place]["step"]
        values |= {what: _before(changes[:place], changes[place], first)}
        if place and changes[place - 1]["step"] == step:
            continue  # made together: between them were no rounds
        try:
            before = recipe.references(recipe.read(values))
        except UserError:  # what was guessed for a file of version 0.1 makes no sense
            before = {}
        readings = [one for one in now if not since[one] and before.get(one) != now[one]]
        since |= dict.fromkeys(readings, step)
    return {reading: Level(value, since[reading]) for reading, value in now.items()}


def _before(
    earlier: Sequence[dict[str, Any]], change: dict[str, Any], first: dict[str, Any]
) -> Any:
    """Return the value before a change: as its event says, else what was set before, or the preset.

    Only files of version 0.1 leave it out.
    """
    what = change["what"]
    set_before = (one["value"] for one in reversed(earlier) if one["what"] == what)
    text = change.get("before") or next(set_before, None)
    if text is None:
        return first.get(what)
    if text in ("True", "False"):
        return text == "True"
    return parse_settings((f"{what}={text}",))[what]
