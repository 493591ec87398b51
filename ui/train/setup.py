"""Setting up a run: recipe, data, preset, settings, what it will cost, and Start."""

from __future__ import annotations

from typing import Any, TypedDict

import streamlit as st

from gan_core import data, recipes
from gan_core.design import Design
from gan_core.errors import GanvasError, UserError
from gan_core.recipes import Recipe
from gan_core.runs import estimate
from gan_core.runs.config import NAME_LIMIT, Plans, RunConfig, choose_device, clean_name, plan_run
from gan_core.runs.engine.configuration import chosen
from gan_core.runs.engine.cores import cores
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from gan_core.settings.base import Settings
from ui.data.card import title
from ui.settings.as_code import as_command, as_python
from ui.settings.form import settings_form
from ui.shell.language import _, plain, say
from ui.shell.links import remember
from ui.shell.states import clock


class _Length(TypedDict, total=False):
    steps: int
    minutes: float


class _Details(_Length):
    name: str
    seed: int
    threads: int
    score_every: int


def setup() -> None:
    """Draw the whole set-up; pressing Start makes the run and shows it."""
    top = st.container()
    left, right = st.columns([3, 2], gap="large")
    with left:
        recipe, data_name, preset = _choose()
        limit = _limit()
        details = _details(f"{recipe.name} {preset}")
        settings = settings_form(recipe, preset, _items(data_name))
    plans = None
    if settings is not None:
        plans = _checked(recipe, data_name, preset, settings, {**details, **limit})
    with top:  # before the cost, which takes a moment to measure
        _start(None if plans is None else plans.config)
    with right:
        _about(recipe, preset)
        if plans is not None:
            _cost(plans)
            _take_away(plans.config)


def _items(data_name: str) -> int | None:
    """Return how many items there are to train on, None where the data cannot be read."""
    try:
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
    known = {entry.name: entry for entry in data.entries() if entry.here()}
    fitting = {name: entry for name, entry in known.items() if recipe.fits(entry.spec)}
    here = fitting or known  # where none fits, what is wrong is said below the settings
    if st.session_state.get("data_set", "") not in here:  # own pictures may have been deleted
        st.session_state.pop("data_set", None)
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


def _limit() -> _Length:
    """Return {"steps": n}, {"minutes": m} or {} for the preset's own length."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            _("Length"),
            ["preset", "minutes", "steps"],
            format_func={
                "preset": _("as the preset"),
                "minutes": _("minutes"),
                "steps": _("steps"),
            }.__getitem__,
            default="preset",
            required=True,
            key="length",
            persist_state="session",
        )
        if kind == "minutes":
            value = st.number_input(
                _("Minutes"),
                value=2.0,
                step=1.0,
                key="minutes",
                format="%g",
                persist_state="session",
            )
            return {"minutes": float(value)}
        if kind == "steps":
            return {
                "steps": int(
                    st.number_input(
                        _("Steps"), value=1000, step=100, key="steps", persist_state="session"
                    )
                )
            }
    return {}


def _details(usual_name: str) -> _Details:
    """Return name, seed, threads and how often the run is scored."""
    with st.container(horizontal=True):
        name = st.text_input(
            _("Name of the run"),
            placeholder=usual_name,
            max_chars=NAME_LIMIT,
            key="name",
            help=_("By which you and others find it; you can change it later."),
            persist_state="session",
        )
        seed = st.number_input(
            _("Seed"),
            value=0,
            step=1,
            key="seed",
            help=_("Decides all randomness: the same seed gives the same run."),
            persist_state="session",
        )
        threads = st.number_input(
            _("CPU threads (0: automatic)"),
            value=0,
            step=1,
            key="threads",
            persist_state="session",
        )
        score_every = st.number_input(
            _("Steps between scores (0: never)"),
            value=500,
            step=100,
            key="score_every",
            help=_("Scores read the training and do not change it; each takes a moment."),
            persist_state="session",
        )
    return {
        "name": _name(name, usual_name),
        "seed": int(seed),
        "threads": int(threads),
        "score_every": int(score_every),
    }


def _name(text: str, usual: str) -> str:
    """Return `text` as a run's name, `usual` where nothing of it can be seen."""
    try:
        return clean_name(text)
    except UserError:
        return usual


def _checked(
    recipe: Recipe, data_name: str, preset: str, settings: Settings, more: dict[str, Any]
) -> Plans | None:
    try:
        return plan_run(recipe.name, data_name, preset=preset, settings=settings, **more)
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return None


def _about(recipe: Recipe, preset: str) -> None:
    with st.container(border=True):
        st.markdown(_("**{title}**: {about}").format(title=_(recipe.title), about=_(recipe.about)))
        st.caption(_("Preset: {text}").format(text=plain(_(recipe.origins[preset]))))
        st.caption(_("Follows: {text}").format(text=plain(recipe.paper)))
        st.caption(_("Differs: {text}").format(text=plain(_(recipe.differs))))


@st.cache_data(max_entries=64, ttl=600, show_spinner=False)
def _seconds_per_round(
    said: str, data_name: str, device: str, threads: int, _design: Design
) -> float:
    return estimate.seconds_per_round(_design, data_name, device, threads or 1)


def _cost(plans: Plans) -> None:
    config, design = plans.config, plans.design
    said = f"{config.recipe} {design.settings.model_dump_json()}"
    with st.spinner(_("Measuring a few steps here …")):
        each = _seconds_per_round(said, config.data, config.device, config.threads, design)
    memory = estimate.memory_needed(design)
    with st.container(border=True):
        row = st.columns(2)
        if config.minutes is not None:
            steps = 60 * config.minutes / each if each else 0
            row[0].metric(_("Steps, about"), f"{steps:,.0f}")
        else:
            total = plans.total
            row[0].metric(_("Time here, about"), clock(total * each))
            st.caption(_("{steps} steps of {ms:.0f} ms").format(steps=f"{total:,}", ms=1000 * each))
        row[1].metric(_("Memory, about"), f"{memory / 2**20:,.0f} MiB")
        st.caption(
            _("Device: {device}. {threads}").format(
                device=choose_device(),
                threads=_("{count} CPU threads").format(count=config.threads)
                if config.threads
                else _automatic_threads(),
            )
        )


def _automatic_threads() -> str:
    if chosen().kind == "processes":
        return _("1 CPU thread: the runs of a class share the machine")
    return _("1 or {count} CPU threads, whichever is faster").format(count=cores())


def _take_away(config: RunConfig) -> None:
    with st.expander(_("Copy as command or as Python"), icon=":material/content_copy:"):
        st.code(as_command(config), language="bash", wrap_lines=True)
        st.code(as_python(config), language="python")


def _start(config: RunConfig | None) -> None:
    busy = len(engine().running())
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            _("Start"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=config is None,
            key="start",
        )
        if config is None:
            st.caption(_("A setting is wrong: what and why stands below the settings."))
        elif busy:
            st.caption(
                _(
                    "{count} runs are training here. Yours trains beside them: each gets its turn, "
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
