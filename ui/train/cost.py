"""What a new run is and what it will cost, beside its form."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gan_core import data
from gan_core.design import Design
from gan_core.recipes import Recipe
from gan_core.runs import estimate
from gan_core.runs.config import Plans, RunConfig
from gan_core.runs.engine.configuration import from_environment
from gan_core.runs.engine.cores import cores
from ui.settings.as_code import as_command, as_python
from ui.shell.language import _, plain
from ui.shell.states import clock


def about(recipe: Recipe, preset: str) -> None:
    """Draw what the recipe is, and where it and the preset come from."""
    with st.container(border=True):
        st.markdown(_("**{title}**: {about}").format(title=_(recipe.title), about=_(recipe.about)))
        st.caption(_("Preset: {text}").format(text=plain(_(recipe.origins[preset]))))
        st.caption(_("Follows: {text}").format(text=plain(recipe.paper)))
        st.caption(_("Differs: {text}").format(text=plain(_(recipe.differs))))


@st.cache_data(max_entries=64, ttl=600, show_spinner=False)
def _stage_seconds(
    settings: str, data_name: str, device: str, threads: int, _design: Design
) -> tuple[float, ...]:
    return estimate.stage_seconds(_design, data.load(data_name), device, threads or 1)


def cost(plans: Plans) -> None:
    """Draw how long the run will take here, and how much memory; a few steps are measured."""
    config, design = plans.config, plans.design
    settings = f"{config.recipe} {design.settings.model_dump_json()}"
    with st.spinner(_("Measuring a few steps here …")):
        each = _stage_seconds(settings, config.data, config.device, config.threads, design)
    with st.container(border=True):
        row = st.columns(2)
        if config.minutes is not None:
            steps = estimate.rounds_within(60 * config.minutes, plans.rounds, each)
            row[0].metric(_("Steps, about"), f"{steps:,}")
        else:
            whole = estimate.seconds_of(plans.rounds, each)
            row[0].metric(_("Time here, about"), clock(whole))
            st.caption(_rounds(plans, each))
        memory = estimate.memory_needed(design)
        row[1].metric(_("Memory, about"), f"{memory / 2**20:,.0f} MiB")
        threads = (
            _("{count} CPU threads").format(count=config.threads)
            if config.threads
            else _automatic_threads()
        )
        st.caption(_("Device: {device}. {threads}").format(device=config.device, threads=threads))


def _rounds(plans: Plans, each: Sequence[float]) -> str:
    """Return how many steps there are and how long one takes; of several stages, by stage."""
    stages = plans.design.stages(plans.items)
    texts = [
        _("{steps} steps of {ms:.0f} ms").format(steps=f"{count:,}", ms=1000 * seconds)
        for count, seconds in zip(plans.rounds, each, strict=True)
    ]
    if len(texts) == 1:
        return texts[0]
    return " · ".join(f"{plain(one.name)}: {text}" for one, text in zip(stages, texts, strict=True))


def _automatic_threads() -> str:
    if from_environment().kind == "processes":
        return _("1 CPU thread: the runs of a class share the machine")
    return _("1 or {count} CPU threads, whichever is faster").format(count=cores())


def take_away(config: RunConfig) -> None:
    """Draw the run as a command and as Python, to be copied."""
    with st.expander(_("Copy as command or as Python"), icon=":material/content_copy:"):
        st.code(as_command(config), language="bash", wrap_lines=True)
        st.code(as_python(config), language="python")
