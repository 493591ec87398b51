"""What a new run is and what it will cost, beside its form."""

from __future__ import annotations

import streamlit as st

from gan_core.design import Design
from gan_core.recipes import Recipe
from gan_core.runs import estimate
from gan_core.runs.config import Plans, RunConfig, choose_device
from gan_core.runs.engine.configuration import chosen
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
def _seconds_per_round(
    said: str, data_name: str, device: str, threads: int, _design: Design
) -> float:
    return estimate.seconds_per_round(_design, data_name, device, threads or 1)


def cost(plans: Plans) -> None:
    """Draw how long the run will take here, and how much memory; a few steps are measured."""
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


def take_away(config: RunConfig) -> None:
    """Draw the run as a command and as Python, to be copied."""
    with st.expander(_("Copy as command or as Python"), icon=":material/content_copy:"):
        st.code(as_command(config), language="bash", wrap_lines=True)
        st.code(as_python(config), language="python")
