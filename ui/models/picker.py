"""Which model a page explores: shipped, of an own run, one still training, or an own file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from gan_core.errors import GanvasError, UserError
from gan_core.model import Model
from gan_core.recipe import Recipe
from gan_core.recipes import RECIPES
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.engine.current import engine
from gan_core.runs.library.models import find_checkpoint, open_model, shipped_file
from gan_core.runs.library.shipping import shipped_models
from gan_core.runs.library.store import Store
from ui.models.weights import choose_weights
from ui.shell.language import _, plain, say
from ui.shell.links import linked, remember
from ui.shell.waiting import wait_for

SHIPPED = "shipped-"
OWN_FILE = "file"
NEWEST = ""
PICKER_WIDTH = 320
FOLLOW_SECONDS = 4.0
"""How often a page that follows a run takes its newest model."""


def any_recipe(recipe: Recipe) -> bool:
    """Return True: any model will do."""
    return True


def choose_model(
    *, with_d: bool = False, wants: Callable[[Recipe], bool] = any_recipe, kept_as: str = ""
) -> Model | None:
    """Draw the model picker; return the model, or None (and say why).

    with_d: offer of a run only the moments at which D was saved too. wants: of which recipes.
    kept_as: a page that offers other models than the others do keeps its choice by this name.
    """
    options = _options(wants)
    link = linked("model", kept_as)
    if link and link not in options:
        st.warning(_("The linked model is not here; showing another one."))
    keys = list(options)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = str(
            st.selectbox(
                _("Model"),
                keys,
                index=keys.index(link) if link in options else 0,
                format_func=options.__getitem__,
                width=PICKER_WIDTH,
            )
        )
        file = _uploaded() if key == OWN_FILE else None
        of_run = key != OWN_FILE and not key.startswith(SHIPPED)
        checkpoint = _checkpoint(key, with_d) if of_run else NEWEST
        raw = not key.startswith(SHIPPED) and choose_weights("model_weights")
    remember("model", key, kept_as)
    if engine().live(key) is not None and checkpoint == NEWEST:
        _freshen(key, with_d)
    try:
        if key == OWN_FILE:
            return _own_file(file, raw)
        path = _path(key, checkpoint, with_d)
        return _load(str(path), path.stat().st_mtime_ns, raw)
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return None


def _options(wants: Callable[[Recipe], bool]) -> dict[str, str]:
    recipe_names = {recipe.name for recipe in RECIPES.values() if wants(recipe)}
    names = [name for name, card in shipped_models() if card.get("recipe") in recipe_names]
    options = {SHIPPED + name: _("{name} (shipped)").format(name=name) for name in names}
    for folder in Store().own():
        if Checkpoints(folder.path / "checkpoints").newest() is None:
            continue
        try:
            config = folder.config()
        except GanvasError:
            continue  # a run of another version, or a damaged one: the Runs page skips it too
        if config.recipe not in recipe_names:
            continue
        name, training = config.name, engine().live(folder.id) is not None
        options[folder.id] = _("{name} (training)").format(name=name) if training else name
    return {**options, OWN_FILE: _("A checkpoint file of mine …")}


def _checkpoint(run_id: str, with_d: bool) -> str:
    """Draw the choice of a moment of the run; return a file's name, or "" for the newest."""
    entries = Checkpoints(Store().get(run_id).path / "checkpoints").entries()
    if with_d:
        entries = [entry for entry in entries if entry.kind == "resume"]
    steps = {entry.file: entry.step for entry in sorted(entries, key=lambda e: -e.step)}
    return str(
        st.selectbox(
            _("Checkpoint"),
            [NEWEST, *steps],
            format_func=lambda file: (
                _("step {step}").format(step=f"{steps[file]:,}") if file else _("the newest")
            ),
            key=f"checkpoint_{run_id}_with_d" if with_d else f"checkpoint_{run_id}",
            help=_("Of D the last two are kept, and those that you pinned with Save.")
            if with_d
            else _("G as it was at earlier steps of the run."),
            width=200,
        )
    )


def _path(key: str, checkpoint: str, with_d: bool) -> Path:
    if key.startswith(SHIPPED):
        return shipped_file(key.removeprefix(SHIPPED))
    folder = Store().get(key).path
    # The name comes from the manifest's own entries, which only name files of that folder.
    where = folder / "checkpoints" / checkpoint if checkpoint else folder
    return find_checkpoint(where, with_d=with_d)


def _uploaded() -> tuple[str, bytes] | None:
    file = st.file_uploader(
        _("Checkpoint file"),
        type=["safetensors"],
        key="own_checkpoint",
        help=_("A .safetensors file that Ganvas wrote, for instance from the folder of a run."),
        width=PICKER_WIDTH,
    )
    return None if file is None else (file.name, file.getvalue())


def _own_file(file: tuple[str, bytes] | None, raw: bool) -> Model | None:
    if file is None:
        st.info(_("Choose a checkpoint file above."), icon=":material/upload_file:")
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "uploaded.safetensors"
        path.write_bytes(file[1])
        try:
            return open_model(path, raw=raw)
        except UserError as error:
            error.message.values["file"] = file[0]
            raise


def _freshen(run_id: str, with_d: bool) -> None:
    """Say that the run trains; draw what takes its newest model once, or again and again."""
    if st.session_state.get(_FOLLOW) and not with_d:
        _share(run_id)
    live = engine().live(run_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            _("This run is still training, now at step {step}.").format(
                step=f"{live.step if live else 0:,}"
            ),
            icon=":material/model_training:",
        )
        if with_d:
            # Setting D aside means a whole checkpoint, which the run writes by itself now and then.
            st.button(_("Take its newest checkpoint"), icon=":material/refresh:", key="again")
        elif st.button(_("Take its newest G"), icon=":material/refresh:", key="freshen"):
            _share(run_id)
            st.rerun()
        follow = st.toggle(
            _("Follow"),
            key=_FOLLOW,
            help=_("The page takes the run's newest model every few seconds."),
        )
    if follow:
        st.session_state[_AT_PAGE] = True
        st.fragment(_again, run_every=FOLLOW_SECONDS)()


def _share(run_id: str) -> None:
    engine().command(Store().get(run_id), "share")
    wait_for(run_id, 3.0)


_FOLLOW, _AT_PAGE = "follow_run", "followed_by_the_page"


def _again() -> None:
    """Run the page again where it is not the page itself that runs, but the clock."""
    if not st.session_state.pop(_AT_PAGE, False):
        st.rerun()


@st.cache_resource(max_entries=6, show_spinner=False)
def _load(path: str, mtime: int, raw: bool) -> Model:
    return open_model(path, raw=raw)


def model_key(model: Model) -> str:
    """Return what names this model's numbers, for caches and components."""
    how = ("a" if model.averaged else "r") + ("b" if model.backwards else "")
    return f"{model.card.get('sha256', '')[:16]}{how}"


def widgets_key() -> str:
    """Return what widgets and results belong to: the chosen model, whichever moment it is at."""
    return str(st.query_params.get("model", ""))


def caption_of(model: Model) -> str:
    """Return one line that says what the model is."""
    card = model.card
    return _("{recipe}, {data}, step {step}, seed {seed}, {weights}").format(
        weights=_("EMA") if model.averaged else _("raw"),
        recipe=_(model.recipe.title),
        data=plain(str(card.get("data", ""))),
        step=f"{model.step:,}",
        seed=card.get("seed", "–"),
    )
