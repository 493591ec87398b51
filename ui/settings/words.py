"""Settings and their values as pages name them: "Learning rate 0.0005", not "lr=0.0005"."""

from __future__ import annotations

from collections.abc import Mapping

from gan_core.errors import N_, Message
from gan_core.losses.objectives import OBJECTIVES
from gan_core.recipes import Recipe
from gan_core.runs.config import NAME_LIMIT
from ui.shell.language import Words

OPTION_NAMES = {
    **{name: objective.title for name, objective in OBJECTIVES.items()},
    "together": N_("together"),
    "in_turn": N_("in turn, D first"),
    "none": N_("none"),
    "batch": N_("BatchNorm"),
    "spectral": N_("spectral norm"),
    "instance": N_("each picture alone"),
    "1": N_("1 pixel"),
    "16": N_("16 pixels"),
    "34": N_("34 pixels"),
    "70": N_("70 pixels"),
    "full": N_("the whole picture"),
    "whole": N_("the whole picture"),
    "hole": N_("the hole"),
    "both": N_("both"),
    "centre": N_("a square in the middle"),
    "drawn": N_("boxes and strokes"),
    "frame": N_("all but a box"),
    "any": N_("any"),
    "noise": N_("noise"),
    "blur": N_("blur"),
    "contrast": N_("low contrast"),
    "scratches": N_("scratches"),
    "2": N_("2 times"),
    "4": N_("4 times"),
    "l1": "L1",
    "l2": "L2",
    "translation": N_("shifts"),
    "translation_cutout": N_("shifts and holes"),
    "color_translation_cutout": N_("colours, shifts and holes"),
    "fresh": N_("fresh"),
    "shared": N_("shared"),
    "latents": N_("made anew from D's z"),
    "signed": N_("-1 to 1"),
    "unit": N_("0 to 1"),
    "torch": "PyTorch",
    "he": "He",
    "normal": N_("normal"),
    "uniform": N_("uniform on [-1, 1]"),
    "wide": N_("uniform, variance 1"),
    "cube": N_("uniform on [0, 1]"),
    "lean": N_("lean"),
    "released": N_("as the paper's code"),
    "demodulated": N_("demodulated weights"),
    "adain": "AdaIN",
    "residual": N_("residual"),
    "mixed": N_("mixed"),
    "judge": N_("D's word"),
    "place": N_("of the place"),
    "state": N_("of the state"),
    "constant": N_("always the same"),
    "same": N_("the same as G's"),
    "adam": "Adam",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
}

OF_A_RUN = {
    "seed": N_("Seed"),
    "threads": N_("CPU threads"),
    "score_every": N_("Steps between scores"),
    "steps": N_("Steps"),
    "minutes": N_("Minutes"),
}
"""What a run's own numbers are called, beside its settings."""
LEAST_KEPT = 12
"""Characters of a run's name that its branch keeps."""


def title_of(recipe: Recipe, key: str, _: Words) -> str:
    """Return a setting's name; its key where the recipe has no such setting (any more)."""
    field = recipe.settings.model_fields.get(key)
    return _(field.title) if field is not None and field.title else key


def titled(message: Message, recipe: Recipe, _: Words) -> Message:
    """Return `message` with the setting that it speaks of, if any, by its name on the page."""
    key = message.values.get("key")
    if key in recipe.settings.model_fields:
        title = title_of(recipe, str(key), _)
    elif key in OF_A_RUN:
        title = _(OF_A_RUN[str(key)])
    else:
        return message
    return Message(message.text, {**message.values, "key": title})


def value_of(value: object, _: Words) -> str:
    """Return a setting's value as a page names it."""
    title = OPTION_NAMES.get(value) if isinstance(value, str) else None
    return str(value) if title is None else _(title)


def in_words(recipe: Recipe, changes: Mapping[str, object], _: Words) -> str:
    """Return settings as "Learning rate 0.0005, R1 penalty 0.1"."""
    return _(", ").join(_parts(recipe, changes, _))


def branch_name(name: str, recipe: Recipe, changes: Mapping[str, object], _: Words) -> str:
    """Return how a branch of the run `name` is called: never with half a setting.

    Where not all fits in, settings are left out from the end, then the run's name is cut.
    """
    parts, comma = _parts(recipe, changes, _), _(", ")
    while parts:
        words = comma + comma.join(parts)
        room = NAME_LIMIT - len(words)
        if len(name) <= room:
            return name + words
        if len(parts) == 1 and room >= LEAST_KEPT:
            return name[: room - 1].rstrip() + "…" + words
        parts.pop()
    return name


def _parts(recipe: Recipe, changes: Mapping[str, object], _: Words) -> list[str]:
    return [f"{title_of(recipe, key, _)} {value_of(value, _)}" for key, value in changes.items()]
