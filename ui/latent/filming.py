"""A film with keys: at which second which seed, played on the page and taken home."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
import torch
from torch import Tensor

from gan_core.errors import GanvasError
from gan_core.files.arrays import npy
from gan_core.latent.space import Space, space_names, space_of
from gan_core.latent.timeline import LONGEST, RATES, Key, film, frames_of, keys_of
from gan_core.latent.walks import WALKS
from gan_core.model import Model
from gan_core.pictures import gif, grid, png
from gan_core.video import mp4
from ui.components.filmstrip.component import COLUMNS, filmstrip
from ui.latent.seeds import LAST_SEED
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say

MOST_SHOWN = 96
"""Frames that the strip on the page has at most; the file has all."""


@st.fragment
def filming(model: Model, label: str | None, seeds: list[int]) -> None:
    """Draw the table of keys, the strip, and the making of files; folded."""
    fold = st.expander(
        _("A film with keys"), icon=":material/movie:", on_change="rerun", key="film_fold"
    )
    if not fold.open:
        return
    one_thread()
    with fold:
        st.caption(
            _(
                "Say at which second the film is at which seed; between them it walks. Rows are "
                "added below the last one, and may be in any order."
            )
        )
        left, right = st.columns([2, 3], gap="large")
        with left:
            keys = _keys(seeds)
            space, kind, rate = _how(model)
        try:
            points = film([Key(at, space.points(1, seed)[0]) for at, seed in keys], rate, kind)
        except GanvasError as error:
            right.error(say(error), icon=":material/error:")
            return
        st.query_params["keys"] = ",".join(f"{at:g}:{seed}" for at, seed in keys)
        with right:
            _strip(model, label, space, points, rate)
            _files(model, label, space, points, rate)


def _keys(seeds: list[int]) -> list[tuple[float, int]]:
    """Draw the table; return its full rows. At first the link's keys, else the chosen seeds."""
    try:
        first = keys_of(str(st.query_params["keys"])) if "keys" in st.query_params else []
    except GanvasError:
        first = []
    start = st.session_state.setdefault("film_start", first or list(_evenly(seeds)))
    rows = st.data_editor(
        [{"second": at, "seed": seed} for at, seed in start],
        num_rows="dynamic",
        hide_index=True,
        key="film_keys",
        column_config={
            "second": st.column_config.NumberColumn(
                _("Second"), min_value=0.0, max_value=LONGEST, step=0.1, required=True
            ),
            "seed": st.column_config.NumberColumn(
                _("Seed"), min_value=0, max_value=LAST_SEED, step=1, required=True
            ),
        },
    )
    return [
        (float(row["second"]), int(row["seed"]))
        for row in rows
        if row["second"] is not None and row["seed"] is not None
    ]


def _evenly(seeds: list[int]) -> Iterator[tuple[float, int]]:
    yield from ((1.5 * number, seed) for number, seed in enumerate([*seeds, seeds[0]]))


def _how(model: Model) -> tuple[Space, str, int]:
    """Draw the walk's kind, its space where there is a choice, and the pace."""
    kind = st.segmented_control(
        _("Walk"), list(WALKS), default="slerp", required=True, key="film_kind"
    )
    names = space_names(model)
    name = names[-1]
    if len(names) > 1:
        name = st.segmented_control(
            _("Through"), names, default=name, required=True, key="film_space"
        )
    rate = st.slider(_("Frames a second"), *RATES, value=16, key="film_rate")
    return space_of(model, name), str(kind), int(rate)


def _strip(model: Model, label: str | None, space: Space, points: Tensor, rate: int) -> None:
    every = -(-len(points) // MOST_SHOWN)
    some = points[::every]
    strip = _sheet(f"{model_key(model)}/{space.name}", label, some.numpy().tobytes(), some, space)
    side = model.pictures.size
    filmstrip(
        strip,
        frames=len(some),
        size=(side, side),
        captions=[
            _("second {second:.2f}").format(second=number * every / rate)
            for number in range(len(some))
        ],
        label=_("The film"),
        key="film_strip",
        show=280,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _sheet(key: str, label: str | None, numbers: bytes, _points: Tensor, _space: Space) -> bytes:
    return png(grid(torch.stack(list(frames_of(_space, _points, label))), COLUMNS, gap=0))


def _files(model: Model, label: str | None, space: Space, points: Tensor, rate: int) -> None:
    """Draw the buttons that make a file, with progress; a click on Stop leaves nothing behind."""
    seconds = (len(points) - 1) / rate
    st.caption(_("{frames} frames, {seconds:.1f} s").format(frames=len(points), seconds=seconds))
    name = (f"{model_key(model)}/{space.name}/{rate}/{label}", hash(points.numpy().tobytes()))
    made_before = st.session_state.get("film_file")
    with st.container(horizontal=True):
        for ending in ("mp4", "gif"):
            title = _("Make the {kind}").format(kind=ending.upper())
            if st.button(title, icon=":material/movie:", key=f"film_{ending}"):
                content = _encoded(ending, frames_of(space, points, label), len(points), rate)
                made_before = (name, ending, content)
                st.session_state["film_file"] = made_before
        st.download_button(_("Latents (.npy)"), npy(points), "film.npy", key="npy_film")
    if made_before is not None and made_before[0] == name:
        _name, ending, content = made_before
        if ending == "mp4":
            st.video(content, loop=True, autoplay=True, muted=True)
        st.download_button(
            _("Take the {kind} home").format(kind=ending.upper()),
            content,
            f"film.{ending}",
            key="film_download",
        )


def _encoded(ending: str, frames: Iterator[Tensor], count: int, rate: int) -> bytes:
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, _("Filming …"))
        st.button(_("Stop"), icon=":material/stop:", key="film_stop")

    def counted() -> Iterator[Tensor]:
        for number, frame in enumerate(frames, 1):
            if number % 16 == 0 or number == count:
                text = _("Frame {n} of {count}").format(n=number, count=count)
                bar.progress(number / count, text)
            yield frame

    if ending == "mp4":
        content = mp4(counted(), rate)
    else:
        content = gif(list(counted()), milliseconds=round(1000 / rate), back=False)
    place.empty()
    return content
