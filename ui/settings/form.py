"""The form of a recipe's settings, made from its model; a wrong value gets its one sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from gan_core.errors import N_, UserError
from gan_core.recipes import Recipe
from gan_core.settings.base import Section, has_choice, options_of, section_of
from ui.settings.words import title_of, titled, value_of
from ui.shell.language import _, say


def settings_form(recipe: Recipe, preset: str, items: int | None = None) -> dict[str, object]:
    """Draw the settings and return those that differ from the preset; nobody has checked them.

    items: of the data set; where they do not fill the preset's batch, a smaller one is proposed.
    """
    base = recipe.preset(preset).model_dump()
    prefix = f"set_{recipe.name}_{preset}_"
    values: dict[str, Any] = {}
    if items is not None and 2 <= items < base.get("batch", 0):
        batch = 2 ** int(math.log2(items))
        prefix += f"{batch}_"
        st.session_state.setdefault(f"{prefix}batch", batch)
    names = {key: prefix + key for key in base}
    for (section, (title, icon)), fields in zip(_GROUPS.items(), split_fields(recipe), strict=True):
        if fields:
            fold = st.expander(_(title), icon=icon, key=FOLDS[section], on_change="rerun")
            with fold:
                values |= (_fields if fold.open else _values)(fields, base, names)
    changes = {key: value for key, value in values.items() if value != base[key]}
    if changes:
        _show_changes(recipe, base, changes, names, "form")
    return changes


def say_wrong(recipe: Recipe, error: UserError) -> None:
    """Show what is wrong with a setting, the setting by its name on the page."""
    st.error(wrong_in_words(recipe, error), icon=":material/error:")


def wrong_in_words(recipe: Recipe, error: UserError) -> str:
    """Return what is wrong with a setting, safe to show as Markdown."""
    return say(titled(error.message, recipe, _))


def changed_settings(
    recipe: Recipe, base: dict[str, Any], fields: Mapping[str, FieldInfo], prefix: str
) -> dict[str, object]:
    """Draw `fields` with the values of `base`; return those that the reader made different.

    A field whose value in `base` is another one than before shows that one.
    """
    names = {key: f"{prefix}{key}_{base[key]}" for key in fields}
    values = _fields(fields, base, names)
    changes = {key: value for key, value in values.items() if value != base[key]}
    if changes:
        _show_changes(recipe, base, changes, names, "changes")
    return changes


_GROUPS: dict[Section, tuple[str, str]] = {
    "networks": (N_("Networks"), ":material/lan:"),
    "training": (N_("Rates and length"), ":material/speed:"),
    "game": (N_("Objective, penalties, and what D sees"), ":material/balance:"),
}


FOLDS: dict[Section, str] = {section: f"fold_{section}" for section in _GROUPS}
"""In the session's state: whether the fields of a section are shown. Closed they cost nothing."""


def split_fields(recipe: Recipe) -> tuple[dict[str, FieldInfo], ...]:
    """Return the fields of each section of `_GROUPS`; none that has only one value."""
    groups: dict[Section, dict[str, FieldInfo]] = {key: {} for key in _GROUPS}
    for key, field in recipe.settings.model_fields.items():
        if has_choice(field):
            groups[section_of(recipe.settings, key)][key] = field
    return tuple(groups.values())


def _fields(
    fields: Mapping[str, FieldInfo], base: dict[str, Any], names: Mapping[str, str]
) -> dict[str, object]:
    values: dict[str, object] = {}
    all_of_them = list(fields.items())
    for start in range(0, len(all_of_them), 2):  # row by row: so go the Tab key and narrow screens
        row = all_of_them[start : start + 2]
        for place, (key, field) in zip(st.columns(2), row, strict=False):
            with place:
                values[key] = _field(key, field, base[key], names[key])
    return values


def _values(
    fields: Mapping[str, FieldInfo], base: dict[str, Any], names: Mapping[str, str]
) -> dict[str, object]:
    """Return what the fields hold that are not drawn."""
    return {key: st.session_state.get(names[key], base[key]) for key in fields}


def _field(key: str, field: FieldInfo, value: Any, widget: str) -> object:
    now = st.session_state.get(widget, value)
    label = _(field.title or key) + (" ●" if now != value else "")
    options = options_of(field)
    st.session_state.setdefault(widget, value)
    common: dict[str, Any] = {"key": widget, "help": help_of(field), "persist_state": "session"}
    if options:
        return st.selectbox(label, options, format_func=value_text, **common)
    if isinstance(value, bool):
        return st.toggle(label, **common)
    if isinstance(value, int):
        return st.number_input(label, step=1, **common)
    return st.number_input(label, step=step_of(value), format="%g", **common)


def help_of(field: FieldInfo) -> str | None:
    """Return what a setting means and its bounds, as the page says it."""
    about = _(field.description) if field.description else ""
    return " ".join(part for part in (about, _bounds(field)) if part) or None


def step_of(value: float) -> float:
    """Return by how much a number field goes up or down from `value`: a tenth of it."""
    return 0.1 if value == 0 else float(f"{abs(value) / 10:.0e}")


def _bounds(field: FieldInfo) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    parts = [
        f"{sign} {getattr(rule, name):g}"
        for rule in field.metadata
        for name, sign in signs.items()
        if getattr(rule, name, None) is not None
    ]
    return f"({', '.join(parts)})" if parts else ""


def value_text(value: object) -> str:
    """Return a setting's value as the page names it."""
    return value_of(value, _)


_SINCE = {
    "form": N_("Changed from the preset: {changes}"),
    "changes": N_("Not applied yet: {changes}"),
}


def _show_changes(
    recipe: Recipe,
    base: dict[str, Any],
    changes: dict[str, object],
    names: Mapping[str, str],
    where: str,
) -> None:
    rows = [
        f"{title_of(recipe, key, _)} {value_text(base[key])} → **{value_text(value)}**"
        for key, value in changes.items()
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        text = _(_SINCE[where]).format(changes=" · ".join(rows))
        st.markdown(f":orange[●] {text}")
        st.button(
            _("Reset"),
            icon=":material/undo:",
            on_click=_reset,
            args=({name: base[key] for key, name in names.items()},),
            key=f"reset_{where}",
        )


def _reset(values: Mapping[str, object]) -> None:
    for name, value in values.items():
        st.session_state[name] = value
