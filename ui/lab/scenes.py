"""Scenes of the lab: one button each, what to ask before it, and what to look for."""

from __future__ import annotations

import streamlit as st

from gan_core.lab.scenes import SCENES, Scene
from gan_core.lab.task import LabTask
from ui.lab.knobs import tell
from ui.shell.language import _

COLUMNS = 4


def scenes(task: LabTask) -> None:
    """Draw the scenes; each begins the lab again at step 0 with its settings."""
    st.markdown("#### " + _("Scenes: predict, then look"))
    st.caption(_("Each begins again at step 0 with its own settings, on the ring of eight modes."))
    for start in range(0, len(SCENES), COLUMNS):
        row = SCENES[start : start + COLUMNS]
        for column, scene in zip(st.columns(COLUMNS), row, strict=True):
            with column, st.container(border=True, height="stretch"):
                _card(task, scene)


def _card(task: LabTask, scene: Scene) -> None:
    st.markdown(f"**{_(scene.title)}**")
    st.write(_(scene.ask))
    st.button(
        _("Set it up"),
        key=f"lab_scene_{scene.name}",
        icon=":material/play_arrow:",
        on_click=set_up,
        args=(task, scene),
    )


def scene_in_force(task: LabTask) -> None:
    """Draw a fold with what to look for in the scene that plays, if it is one."""
    scene = now(task)
    if scene is not None:
        title = _("What to look for in the scene “{scene}”").format(scene=_(scene.title))
        with st.expander(title, icon=":material/visibility:", key=f"lab_look_{scene.name}"):
            st.write(_(scene.look))


def now(task: LabTask) -> Scene | None:
    """Return the scene whose settings the lab has."""
    config = task.status.config
    for scene in SCENES:
        own = scene.config()
        if (config.shape, config.changes, config.who) == (own.shape, own.changes, own.who):
            return scene
    return None


def set_up(task: LabTask, scene: Scene) -> None:
    """Have the lab begin the scene, playing."""
    seed = task.status.config.seed

    def begin() -> None:
        task.restart(scene.config(seed))
        task.playing = True

    st.session_state["lab_painting"] = False
    if tell(task, begin):
        st.session_state["lab_attention"] = int(st.session_state.get("lab_attention", 0)) + 1
