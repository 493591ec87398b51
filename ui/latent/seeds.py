"""The grid of seeds, and which of them are chosen."""

from __future__ import annotations

import streamlit as st

from gan_core.model import Model
from ui.components.picture_grid.component import picture_grid
from ui.models.picker import model_key
from ui.shell.language import _, plain
from ui.shell.pictures import sheet

COLUMNS, ROWS = 8, 6
MOST_CHOSEN = 6
LAST_SEED = 10**9 - 1


def chosen_seeds() -> list[int]:
    """Return the chosen seeds in the order they were picked; two from the start."""
    seeds: list[int] = st.session_state.setdefault("chosen_seeds", _from_link())
    return seeds


def _from_link() -> list[int]:
    parts = str(st.query_params.get("seeds", "")).split("-")
    short = [part for part in parts if part.isascii() and part.isdecimal() and len(part) <= 9]
    seeds = list(dict.fromkeys(int(part) for part in short))
    return seeds[:MOST_CHOSEN] if len(seeds) >= 2 else [0, 1]


def class_picker(model: Model) -> str | None:
    """Draw the label choice of a conditional model; None where it takes none."""
    if not model.classes:
        return None
    link = st.query_params.get("label")
    label = str(
        st.segmented_control(
            _("Label"),
            model.classes,
            format_func=plain,  # a label of own pictures is the name of a folder
            default=link if link in model.classes else model.classes[0],
            required=True,
            key="label",
        )
    )
    st.query_params["label"] = label
    return label


@st.cache_data(max_entries=32, show_spinner=False)
def _sheet(key: str, start: int, label: str | None, _model: Model) -> bytes:
    return sheet(_model.sample(COLUMNS * ROWS, start, label), COLUMNS)


def seeds_grid(model: Model, label: str | None) -> None:
    """Draw the seeds from `start` on; a click adds a seed to the walk or takes it out."""
    st.subheader(_("Seeds"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = int(
            st.number_input(
                _("First seed"),
                min_value=0,
                max_value=LAST_SEED,
                value=0,
                step=COLUMNS * ROWS,
                key="first_seed",
                persist_state="session",
            )
        )
        if st.button(
            _("Other seeds"), icon=":material/casino:", key="other_seeds", on_click=_others
        ):
            pass
    seeds = chosen_seeds()
    count = COLUMNS * ROWS
    index = picture_grid(
        _sheet(model_key(model), start, label, model),
        columns=COLUMNS,
        cell=model.pictures.size,
        names=[_("seed {seed}").format(seed=start + i) for i in range(count)],
        selection=[seed - start for seed in seeds if 0 <= seed - start < count],
        label=_("Pictures of {count} seeds from {start}").format(count=count, start=start),
        hint=_(
            "Click a picture to add it to the walk, or to take it out. Arrow keys and Enter too."
        ),
        key="seeds_grid",
    )
    if index is not None:
        _toggle(start + index)
        st.rerun()
    st.caption(_("Chosen seeds: {seeds}").format(seeds=" → ".join(str(seed) for seed in seeds)))


def _others() -> None:
    st.session_state["first_seed"] = (st.session_state["first_seed"] + COLUMNS * ROWS) % LAST_SEED


def _toggle(seed: int) -> None:
    seeds = chosen_seeds()
    if seed in seeds:
        if len(seeds) > 2:
            seeds.remove(seed)
    else:
        seeds.append(seed)
        del seeds[:-MOST_CHOSEN]
    st.query_params["seeds"] = "-".join(str(one) for one in seeds)
