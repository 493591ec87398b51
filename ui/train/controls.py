"""The buttons of a run: pause, single step, stop, save, go on."""

from __future__ import annotations

import math

import streamlit as st

from gan_core.errors import GanvasError, UserError
from gan_core.runs.engine.current import engine
from gan_core.runs.folder import Command
from gan_core.runs.library.longer import as_long_again, is_over, lengthen
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import RunView, view
from ui.shell.language import _, plain, say
from ui.shell.links import forget, go, remember
from ui.shell.states import STATES
from ui.shell.waiting import wait_for


def run_controls(run_id: str) -> str:
    """Draw the run's name and the buttons that make sense now; return the run's situation."""
    now = view(run_id)
    st.subheader(plain(now.config.name), anchor=False)
    with st.container(horizontal=True):
        if now.live is not None:
            _while_it_trains(now)
        elif not Store().is_recorded(run_id) and now.state != "diverged":
            _resume_or_lengthen(now)
        if now.folder.path.joinpath("checkpoints", "manifest.json").exists():
            to_its_model(now)
        if st.button(_("Set up another run"), icon=":material/add:", key="another"):
            forget("run")
            st.rerun()
    return now.situation


def to_its_model(now: RunView, key: str | None = None) -> None:
    """Draw the button to the page that shows what the run's model can do."""
    run_id = now.folder.id
    if now.config.gan.has_latent_space:
        if st.button(_("Explore its latent space"), icon=":material/explore:", key=key):
            go("latent.py", model=run_id)
    elif st.button(_("Score its model"), icon=":material/grading:", key=key):
        go("evaluation.py", model=run_id)


def _resume_or_lengthen(now: RunView) -> None:
    if is_over(now.folder):
        _train_longer(now)
    elif st.button(
        _("Go on"),
        icon=":material/play_arrow:",
        type="primary",
        help=_("Resume from the newest checkpoint, exactly where it was."),
    ):
        resume(now)


def _train_longer(now: RunView) -> None:
    """Ask by how much: as much again to begin with."""
    steps, minutes = as_long_again(now.folder)
    which = f"{now.folder.id}_{now.step}"
    with st.popover(_("Train longer"), icon=":material/more_time:", type="primary"):
        if minutes is not None:
            in_all = st.number_input(
                _("Minutes in all"),
                value=float(math.ceil(minutes)),
                min_value=math.ceil(now.seconds / 6) / 10,
                step=1.0,
                format="%g",
                key=f"longer_minutes_{which}",
            )
            minutes = float(in_all)
        else:
            steps = st.number_input(
                _("Steps in all"),
                value=steps,
                min_value=now.step + 1,
                step=100,
                key=f"longer_steps_{which}",
            )
            steps = int(steps or 0)
        if st.button(_("Go on"), icon=":material/play_arrow:", type="primary", key="longer"):
            try:
                lengthen(now.folder, steps=steps, minutes=minutes)
            except GanvasError as error:
                st.error(say(error), icon=":material/error:")
            else:
                resume(now)


def _while_it_trains(now: RunView) -> None:
    paused = now.state == "paused"
    if paused:
        _command(now, "resume", _("Go on"), ":material/play_arrow:", primary=True)
        _command(now, "step", _("Single step"), ":material/skip_next:")
    else:
        _command(now, "pause", _("Pause"), ":material/pause:")
    _command(now, "stop", _("Stop"), ":material/stop:")
    _command(now, "save", _("Save"), ":material/save:")


def _command(now: RunView, command: Command, label: str, icon: str, primary: bool = False) -> None:
    if st.button(label, icon=icon, key=f"do_{command}", type="primary" if primary else "secondary"):
        try:
            engine().command(now.folder, command)
        except GanvasError as error:
            st.error(say(error), icon=":material/error:")
            return
        wait_for(now.folder.id)
        if command == "save":
            _say_saved(now)
        else:
            st.rerun()


def _say_saved(now: RunView) -> None:
    step = now.folder.status().saved_step
    if step >= now.step:
        text = _("Saved at step {step}, kept until the run is deleted.")
        st.toast(text.format(step=f"{step:,}"))
    else:
        st.toast(_("It is saved after the step in progress."))


def resume(now: RunView) -> None:
    """Let the engine take the run up again from its newest checkpoint."""
    try:
        engine().submit(now.folder)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    st.rerun()


def others_running() -> None:
    """List the runs that are training, so that one whose link is lost is found again."""
    running = engine().running()
    if not running:
        return
    with st.container(border=True):
        st.caption(_("Training now:"))
        for run_id in running:
            try:
                now = view(run_id)
            except UserError:
                continue  # it was deleted a moment ago
            label = _("{name}: {state}, step {step}").format(
                name=plain(now.config.name), state=_(STATES[now.state]), step=f"{now.step:,}"
            )
            if st.button(
                label, icon=":material/monitoring:", key=f"open_{run_id}", type="tertiary"
            ):
                remember("run", run_id)
                st.rerun()
