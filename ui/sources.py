"""Which model a page explores: shipped, of an own run, or of one that is still training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.model import Model, load_model
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.engine import engine
from gan_core.runs.shipping import shipped_models
from gan_core.runs.source import find_checkpoint
from gan_core.runs.store import Store
from ui.language import _, plain, say
from ui.links import linked, remember

SHIPPED = "shipped-"


def choose_model() -> tuple[Model, str] | None:
    """Draw the model picker; return the model and what it is called, or None (and says why)."""
    options = _options()
    if not options:
        st.info(_("There is no trained model yet. Train one first."), icon=":material/info:")
        return None
    wanted = linked("model")
    if wanted and wanted not in options:
        st.warning(_("The linked model is not here; showing another one."))
    keys = list(options)
    with st.sidebar:
        key = st.selectbox(
            _("Model"),
            keys,
            index=keys.index(wanted) if wanted in options else 0,
            format_func=options.__getitem__,
            key="model_choice",
        )
        average = st.segmented_control(
            _("Weights of G"),
            ["average", "raw"],
            format_func=lambda kind: _("EMA") if kind == "average" else _("raw"),
            default="average",
            required=True,
            key="model_weights",
        )
    remember("model", str(key))
    live = engine().live(str(key))
    if live is not None:
        _freshen(str(key), live.step)
    try:
        path = _path(str(key))
        model = _load(str(path), path.stat().st_mtime_ns, average == "raw")
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return None
    return model, options[str(key)]


def _options() -> dict[str, str]:
    names = [name for name, _card in shipped_models()]
    options = {SHIPPED + name: _("{name} (shipped)").format(name=name) for name in names}
    for folder in Store().own():
        if Checkpoints(folder.path / "checkpoints").newest() is None:
            continue
        name = folder.config().name
        training = engine().live(folder.id) is not None
        options[folder.id] = _("{name} (training)").format(name=name) if training else name
    return options


def _path(key: str) -> Path:
    if key.startswith(SHIPPED):
        return find_checkpoint(key.removeprefix(SHIPPED))
    return find_checkpoint(Store().get(key).path)


def _freshen(run_id: str, step: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            _("This run is still training, now at step {step}.").format(step=f"{step:,}"),
            icon=":material/model_training:",
        )
        if st.button(_("Take its newest G"), icon=":material/refresh:", key="freshen"):
            from ui.run_controls import wait_for

            engine().command(Store().get(run_id), "share")
            wait_for(run_id, "share", 3.0)
            st.rerun()


@st.cache_resource(max_entries=6, show_spinner=False)
def _load(path: str, changed: int, raw: bool) -> Model:
    return load_model(Path(path), raw=raw)


def model_key(model: Model) -> str:
    """Return what names this model's numbers, for caches and components."""
    return f"{model.card.get('sha256', '')[:16]}{'a' if model.averaged else 'r'}"


def caption_of(model: Model) -> str:
    """Return one line that says what the model is."""
    card: dict[str, Any] = model.card
    return _("{recipe}, {data}, step {step}, seed {seed}").format(
        recipe=_(model.recipe.title),
        data=plain(str(card.get("data", ""))),
        step=f"{model.step:,}",
        seed=card.get("seed", "–"),
    )
