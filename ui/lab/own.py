"""Whose lab a page shows: the session's own, a copy of a linked one, or a new one."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import N_, GanvasError, UserError
from gan_core.lab.bench import Bench
from gan_core.lab.commands import PERIODS, read_command
from gan_core.lab.config import (
    LIVE,
    START,
    STRUCTURE,
    TRAINED,
    WORDS,
    LabConfig,
    from_link,
    to_link,
)
from gan_core.lab.task import LabTask
from gan_core.lab.trained import begin_trained
from ui.lab.routes import labs
from ui.shell.language import _, say

PATIENCE_SECONDS = 1.5


def own_lab() -> tuple[str, LabTask]:
    """Return the id and the lab of this session.

    A link to another session's lab gives a copy of it as it stands, or where it is gone a new one
    from the rest of the address. So a reload finds its state, and nobody steers another's lab.
    """
    key = st.session_state.get("lab_own", "")
    linked = st.query_params.get("lab", "")
    words = {word: st.query_params[word] for word in (*WORDS, START) if word in st.query_params}
    task = None if words and not linked else labs().get(key)
    if task is None:
        try:
            copied = _copied(linked)
            key = copied or _new_lab(words)
        except GanvasError as error:  # as many labs as fit
            st.error(say(error), icon=":material/groups:")
            st.stop()
        st.session_state["lab_own"] = key
        task = labs().get(key)
        if task is None:
            st.rerun()
        if copied is None:
            _set_speed(task, st.query_params.get("speed", "max"))
    return key, task


def _new_lab(words: dict[str, str]) -> str:
    config = _config_of({word: value for word, value in words.items() if word != START})
    if words.get(START) != TRAINED:
        return labs().create(config)
    try:
        bench = begin_trained(config.shape)
        _apply_words(bench, config, words)
    except UserError as error:
        st.warning(say(error), icon=":material/link_off:")
        return labs().create(config)
    return labs().adopt(bench, trained=True)


def _apply_words(bench: Bench, config: LabConfig, words: dict[str, str]) -> None:
    """Change in a trained lab what the address says besides; its seed and networks are its own.

    Raises:
        UserError: the address says other ones.
    """
    if "seed" in words and config.seed != bench.config.seed:
        raise UserError(N_("The trained lab has seed {seed}."), seed=bench.config.seed)
    if "set" in words:
        settings = config.settings()
        bench.change({key: getattr(settings, key) for key in (*LIVE, *STRUCTURE)})
    if "who" in words:
        bench.train_only(config.who)


def _copied(key: str) -> str | None:
    """Return the id of a copy, None where there is none to be had: the address then says how."""
    if not key:
        return None
    try:
        copied = labs().copy(key)
    except GanvasError as error:
        st.warning(say(error), icon=":material/link_off:")
        return None
    if copied is None:
        text = _("The lab of this link is not on this server any more: this is a new one like it.")
        st.info(text, icon=":material/link_off:")
    return copied


def _config_of(words: dict[str, str]) -> LabConfig:
    try:
        return from_link(words)
    except GanvasError as error:
        st.warning(say(error), icon=":material/link_off:")
        return LabConfig()


def _set_speed(task: LabTask, speed: str) -> None:
    if speed in PERIODS and speed != task.status.speed:
        task.ask(lambda: task.obey(read_command({"do": "speed", "speed": speed})))


def wait_for_first_picture(key: str, task: LabTask) -> None:
    """Hold the rest of the page back until the browser has the lab's first picture.

    Some thirty fields stand below it, and the browser would build them all before it asks for one:
    a second on a slow machine. Once for each lab and session, and never for long.
    """
    if st.session_state.get("lab_pictured") != key:
        st.session_state["lab_pictured"] = key
        task.first_picture.wait(PATIENCE_SECONDS)


def note_address(key: str, task: LabTask, view: dict[str, str]) -> None:
    """Write the whole state into the address: id, setting, speed, and how it is looked at.

    `lab` is the lab itself, as long as it is here; the other words say how to begin one like it.
    """
    status = task.status
    speed = {} if status.speed == "max" else {"speed": status.speed}
    start = {START: TRAINED} if status.trained else {}
    words = {"lab": key, **to_link(status.config), **start, **speed, **view}
    for word in (*WORDS, START, "speed", "layers", "raw"):
        if word not in words and word in st.query_params:
            del st.query_params[word]
    for word, value in words.items():
        if st.query_params.get(word) != value:
            st.query_params[word] = value


def forget_lab() -> None:
    """Let the session's lab go: it has ended."""
    st.session_state.pop("lab_own", None)
    st.query_params.pop("lab", None)
