"""Setting up a run: recipe, data, preset, settings, what it will cost, and Start."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core import data, recipes
from gan_core.errors import GanvasError, UserError
from gan_core.recipes import Recipe
from gan_core.runs.config import Plans, plan_run
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from ui.data.card import title
from ui.settings.form import say_wrong, settings_form, wrong_in_words
from ui.shell.language import _, say
from ui.shell.links import remember
from ui.train.cost import about, cost, take_away
from ui.train.details import choose_details, choose_length


def setup() -> None:
    """Draw the whole set-up; pressing Start makes the run and shows it."""
    top = st.container()
    left, right = st.columns([3, 2], gap="large")
    with left:
        recipe, data_name, preset = _choose()
        length = choose_length()
        details = choose_details(f"{recipe.name} {preset}")
        changes = settings_form(recipe, preset, _items(data_name))
        plans = _checked(recipe, data_name, preset, changes, {**details, **length})
        if isinstance(plans, UserError):
            say_wrong(recipe, plans)
    with top:  # before the cost, which takes a moment to measure
        _start(recipe, plans)
    with right:
        about(recipe, preset)
        if isinstance(plans, Plans):
            cost(plans)
            take_away(plans.config)


def _items(data_name: str) -> int | None:
    """Return how many items there are to train on, None where the data cannot be read."""
    try:
        entry = data.entry(data_name)
        if entry.here() and not entry.ready():
            with st.spinner(_("Drawing {data}, once …").format(data=data_name)):
                data.load(data_name)
        return len(data.load(data_name))
    except GanvasError:
        return None


def _choose() -> tuple[Recipe, str, str]:
    columns = st.columns([4, 5, 3])
    name = columns[0].selectbox(
        _("GAN"),
        list(recipes.RECIPES),
        format_func=lambda key: _(recipes.RECIPES[key].title),
        key="recipe",
        persist_state="session",
    )
    recipe = recipes.RECIPES[str(name)]
    entries = {entry.name: entry for entry in data.entries() if entry.here()}
    fitting = {name: entry for name, entry in entries.items() if recipe.fits(entry.spec)}
    here = fitting or entries  # where none fits, what is wrong is said below the settings
    if st.session_state.get("data_set", "") not in here:
        # Another GAN wants other data, or own pictures were deleted. Without a value that is said
        # the browser goes on showing the old one.
        st.session_state["data_set"] = next(iter(here))
    data_name = columns[1].selectbox(
        _("Data set"),
        list(here),
        format_func=lambda key: title(here[key]) if key in here else str(key),
        key="data_set",
        persist_state="session",
    )
    preset = columns[2].selectbox(
        _("Preset"),
        list(recipe.presets),
        index=list(recipe.presets).index("fast") if "fast" in recipe.presets else 0,
        key=f"preset_{recipe.name}",
        help=_("fast: ours, shows digits soon on a CPU. source: the values of the origin."),
        persist_state="session",
    )
    return recipe, str(data_name), str(preset)


def _checked(
    recipe: Recipe, data_name: str, preset: str, changes: dict[str, object], more: dict[str, Any]
) -> Plans | UserError:
    """Return the run that the form says, or what is wrong with a value."""
    try:
        return plan_run(recipe.name, data_name, preset=preset, changes=changes, **more)
    except UserError as error:
        return error


def _start(recipe: Recipe, plans: Plans | UserError) -> None:
    """Draw Start; where a value is wrong, what and why stands beside it too."""
    config = plans.config if isinstance(plans, Plans) else None
    busy = len(engine().running())
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            _("Start"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=config is None,
            key="start",
        )
        if isinstance(plans, UserError):
            st.caption(wrong_in_words(recipe, plans))
        elif busy:
            st.caption(
                _(
                    "Runs that train here: {count}. Yours trains beside them: each gets its turn, "
                    "so each is slower. None is stopped."
                ).format(count=busy)
            )
    if pressed and config is not None:
        try:
            with st.spinner(_("Starting …")):
                name = Store().unused_name(config.name)
                folder = Store().create(config.model_copy(update={"name": name}))
                engine().submit(folder)
        except GanvasError as error:
            st.error(say(error), icon=":material/error:")
            return
        remember("run", folder.id)
        st.rerun()
