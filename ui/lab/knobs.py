"""The lab's knobs: what applies while it plays, and what makes it begin again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from typing import Any

import streamlit as st

from gan_core.errors import N_, GanvasError, Message, UserError
from gan_core.lab.config import LAB, PRESET, STRUCTURE, LabConfig, LabSettings, differing
from gan_core.lab.task import LabTask
from gan_core.settings.base import options_of
from gan_core.settings.strict import checked
from ui.lab.routes import labs
from ui.settings.form import help_of, step_of, value_text
from ui.settings.words import title_of, titled
from ui.shell.language import _, say

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Objective"), ("objective", "smoothing", "n_critic", "g_steps")),
    (N_("Optimizers and rates"), ("optimizer", "d_optimizer", "lr", "d_lr", "batch")),
    (N_("Momentum and average"), ("beta1", "beta2", "ema", "noise")),
    (N_("What keeps D flat"), ("r1", "r2", "gp", "clip")),
)
D_LR = "d_lr"
"""D's own learning rate: in the settings it is a multiple of G's."""
D_RATES = (0.01, 100.0)
"""The multiples that the settings take."""


def tell(task: LabTask, what: Callable[[], object]) -> bool:
    """Have the lab do `what`; keep the reason where it refuses. True where it was done."""
    future = task.ask(what)
    labs().wake()
    try:
        future.result(10.0)
    except GanvasError as error:
        st.session_state["lab_refused"] = error.message
        return False
    except (TimeoutError, CancelledError):
        future.cancel()
        st.session_state["lab_refused"] = Message(N_("The lab did not answer; try again."))
        return False
    return True


def refusal() -> None:
    """Say why the last change was not made: beside the knobs, and wherever the reader looks."""
    why = st.session_state.pop("lab_refused", None)
    if why is not None:
        text = say(titled(why, LAB, _))
        st.error(text, icon=":material/block:")
        st.toast(text, icon=":material/block:", duration="long")


def live_knobs(task: LabTask) -> None:
    """Draw what applies at the next round; the knobs show what is in force in the lab."""
    settings = task.status.config.settings()
    values = {**settings.model_dump(), D_LR: settings.lr * settings.d_rate}
    columns = st.columns(len(GROUPS), gap="medium")
    for column, (title, keys) in zip(columns, GROUPS, strict=True):
        with column:
            st.markdown(f"**{_(title)}**")
            for key in keys:
                _knob(task, key, values[key])


def _knob(task: LabTask, key: str, value: Any) -> None:
    widget = f"lab_{key}"
    value = float(f"{value:.6g}") if isinstance(value, float) else value
    st.session_state[widget] = value
    common: dict[str, Any] = {
        "key": widget,
        "on_change": _turned,
        "args": (task, key),
        "help": _help(key),
    }
    label = _("D's learning rate") if key == D_LR else _("G's learning rate")
    label = label if key in (D_LR, "lr") else title_of(LAB, key, _)
    options = _options(key)
    if options:
        st.selectbox(label, options, format_func=value_text, **common)
    elif isinstance(value, int):
        st.number_input(label, step=1, **common)
    else:
        st.number_input(label, step=step_of(value), format="%g", **common)


def _help(key: str) -> str | None:
    return help_of(LAB.settings.model_fields["lr" if key == D_LR else key])


def _options(key: str) -> tuple[Any, ...]:
    field = LAB.settings.model_fields.get(key)
    return options_of(field) if field is not None else ()


def _turned(task: LabTask, key: str) -> None:
    """A knob was turned: tell the lab, which may refuse; the knob then goes back."""
    settings = task.status.config.settings()
    value = st.session_state[f"lab_{key}"]
    if value is None:
        return
    changes: dict[str, Any] = {key: value}
    if key == D_LR:
        changes = {"d_rate": value / settings.lr}
    elif key == "lr":
        # The other player's rate stays what it is.
        changes |= {"d_rate": settings.lr * settings.d_rate / value} if value > 0 else {}
    why = _refused_rate(key, value, settings, changes) if key in (D_LR, "lr") else None
    if why is not None:
        st.session_state["lab_refused"] = why
        return
    tell(task, lambda: task.bench.change(changes))


def _refused_rate(
    key: str, value: float, settings: Any, changes: Mapping[str, float]
) -> Message | None:
    """Return why a learning rate cannot be, None where it can: its own bounds, then the ratio's."""
    try:
        checked(LAB.settings, {**settings.model_dump(), "lr": value, "d_rate": 1.0})
    except UserError as error:
        return error.message
    low, high = D_RATES
    if low <= changes.get("d_rate", 1.0) <= high:
        return None
    g, d = (settings.lr, value) if key == D_LR else (value, settings.lr * settings.d_rate)
    return Message(
        N_(
            "G would learn at {g:g} and D at {d:g}: D may learn a hundredth to a hundred times as "
            "fast as G. The old value stays."
        ),
        {"g": g, "d": d},
    )


def names() -> dict[str, str]:
    """Return what the settings and their values are called, and who trains."""
    titles = {key: title_of(LAB, key, _) for key in LAB.settings.model_fields}
    values = {str(word): value_text(word) for key in titles for word in _options(key)}
    who = {"who": _("who trains"), "both": _("both"), "G": _("G only"), "D": _("D only")}
    return {**values, **titles, **who}


def structure_form(task: LabTask) -> None:
    """Draw what makes other networks: it begins again at step 0 with the seed that is set."""
    config = task.status.config
    settings = config.settings()
    with st.form("lab_structure", border=False):
        st.caption(_("These make other networks: the lab begins again at step 0. The data stay."))
        columns = st.columns(3, gap="medium")
        values: dict[str, object] = {}
        for number, key in enumerate(STRUCTURE):
            with columns[number % 3]:
                values[key] = _field(key, getattr(settings, key))
        with columns[len(STRUCTURE) % 3]:
            seed = st.number_input(
                _("Seed"), min_value=0, max_value=2**31 - 1, step=1, value=config.seed
            )
        if st.form_submit_button(_("Begin again with these"), icon=":material/restart_alt:"):
            begin_again(task, {**settings.model_dump(), **values}, seed=int(seed))
            st.rerun()


def _field(key: str, value: Any) -> object:
    options, label = _options(key), title_of(LAB, key, _)
    text = help_of(LAB.settings.model_fields[key])
    if options:
        return st.selectbox(
            label, options, index=options.index(value), format_func=value_text, help=text
        )
    return st.number_input(label, step=1, value=value, help=text)


def begin_again(
    task: LabTask,
    values: Mapping[str, object] | LabSettings | None = None,
    *,
    play: bool = False,
    **more: object,
) -> bool:
    """Have the lab begin again at step 0: other data, networks or seed; say why where it cannot.

    play: it plays at once, also where it was paused.
    """
    old = task.status.config

    def restart() -> None:
        changes = old.changes
        if values is not None:
            changes = differing(LAB.preset(PRESET, dict(values)))
        task.restart(LabConfig.model_validate({**old.model_dump(), "changes": changes, **more}))
        task.playing = task.playing or play

    return tell(task, restart)
