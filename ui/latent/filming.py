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
from gan_core.latent.walks import WALKS, default_walk
from gan_core.model import Model
from gan_core.pictures import grid, png
from ui.components.filmstrip.component import COLUMNS, filmstrip
from ui.latent.film_job import FilmJob
from ui.latent.folds import fold
from ui.latent.seeds import LAST_SEED
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say

QUICK = 1.0
"""Seconds that one waits for a short film, and for one that was stopped."""
MOST_SHOWN = 96
"""Frames that the strip on the page has at most; the file has all."""


@st.fragment
def filming(model: Model, label: str | None, seeds: list[int]) -> None:
    """Draw the table of keys, the strip, and the making of files; folded."""
    box = fold("film", _("A film with keys"), ":material/movie:")
    if not box.open:
        return
    one_thread()
    with box:
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
            _strip(model, label, space, points, min(at for at, _seed in keys), max(keys)[0])
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
    names = space_names(model)
    first_space, first_kind, first_rate = _of_link()
    name = first_space if first_space in names else names[-1]
    if len(names) > 1:
        name = st.segmented_control(
            _("Through"), names, default=name, required=True, key="film_space"
        )
    space = space_of(model, name)
    walk = first_kind if first_kind in WALKS else default_walk(space)
    kind = st.segmented_control(
        _("Walk"), list(WALKS), default=walk, required=True, key=f"film_in_{name}"
    )
    rate = st.slider(_("Frames a second"), *RATES, value=first_rate, key="film_rate")
    st.query_params["film"] = f"{name}.{kind}.{rate}"
    return space, str(kind), int(rate)


def _of_link() -> tuple[str, str, int]:
    """Return the space, the walk and the pace that the link says; "" and 16 where it says none."""
    parts = str(st.query_params.get("film", "")).split(".")
    if len(parts) != 3 or not parts[2].isdecimal() or len(parts[2]) > 3:
        return "", "", 16
    return parts[0], parts[1], min(max(int(parts[2]), RATES[0]), RATES[1])


def _strip(
    model: Model, label: str | None, space: Space, points: Tensor, begin: float, end: float
) -> None:
    every = -(-len(points) // MOST_SHOWN)
    seconds = torch.linspace(begin, end, len(points))[::every].tolist()
    some = points[::every]
    strip = _sheet(f"{model_key(model)}/{space.name}", label, some.numpy().tobytes(), some, space)
    side = model.pictures.size
    filmstrip(
        strip,
        frames=len(some),
        size=(side, side),
        captions=[_("second {second:.2f}").format(second=second) for second in seconds],
        label=_("The film"),
        key="film_strip",
        show=280,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _sheet(key: str, label: str | None, numbers: bytes, _points: Tensor, _space: Space) -> bytes:
    return png(grid(torch.stack(list(frames_of(_space, _points, label))), COLUMNS, gap=0))


def _files(model: Model, label: str | None, space: Space, points: Tensor, rate: int) -> None:
    """Draw the buttons that make a file, its progress with a button that stops it, and the file."""
    seconds = (len(points) - 1) / rate
    st.caption(_("{frames} frames, {seconds:.1f} s").format(frames=len(points), seconds=seconds))
    name = (f"{model_key(model)}/{space.name}/{rate}/{label}", hash(points.numpy().tobytes()))
    job: FilmJob | None = st.session_state.get("film_job")
    if job is not None and job.name != name:
        job.stop()
        job = None
    with st.container(horizontal=True):
        for ending in ("mp4", "gif"):
            title = _("Make the {kind}").format(kind=ending.upper())
            if st.button(title, icon=":material/movie:", key=f"film_{ending}"):
                if job is not None:
                    job.stop()
                frames = frames_of(space, points, label)
                job = st.session_state["film_job"] = FilmJob(
                    name, ending, frames, len(points), rate
                )
                job.wait(QUICK)
        st.download_button(_("Latents (.npy)"), npy(points), "film.npy", key="npy_film")
    if job is not None and job.running:
        _progress()
    elif job is not None and job.content is not None:
        _file(job.ending, job.content)


@st.fragment(run_every=0.5)
def _progress() -> None:
    """Draw how far the film is; once it is done, the page is drawn anew."""
    job: FilmJob = st.session_state["film_job"]
    text = _("Frame {n} of {count}").format(n=job.done, count=job.count)
    st.progress(min(1.0, job.done / job.count), text)
    if st.button(_("Stop"), icon=":material/stop:", key="film_stop"):
        job.stop()
        job.wait(QUICK)
    if not job.running:
        st.rerun()


def _file(ending: str, content: bytes) -> None:
    if ending == "mp4":
        st.video(content, loop=True, autoplay=True, muted=True)
    else:
        st.image(content)
    st.download_button(
        _("Take the {kind} home").format(kind=ending.upper()),
        content,
        f"film.{ending}",
        key="film_download",
    )
