"""Made or memorised: each sample with the training picture that is nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.errors import UserError
from gan_core.metrics.copying import (
    Copying,
    Embed,
    as_features,
    as_pixels,
    copying,
    nearest_training,
)
from gan_core.metrics.pixels import COPY_LIMIT
from gan_core.metrics.reference import EXTRACTORS, reference
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from gan_core.questions import question
from ui.components.tiles.component import Tile, tiles
from ui.discriminator.choices import choose_seed
from ui.evaluation.data import own_data, samples, say_not_here, stamp_of
from ui.models.names import sample_name, source_text
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, plain, say
from ui.shell.links import linked, remember

COUNT = 8
PIXELS, FEATURES = "pixels", "features"
MUCH_NEARER, NEARER, FURTHER = 0.6, 0.9, 1.1


@dataclass(frozen=True)
class Beside:
    """A sample and the nearest training picture, as PNGs, and what is known of both.

    text: what the sample was made from, "" where that is no text.
    """

    text: str
    sample: bytes
    nearest: bytes
    distance: float
    intended: str
    label: str


@st.fragment
def nearest_panel(model: Model, name: str) -> None:
    """Draw a row of samples with the nearest pictures of data set `name`, and the comparison."""
    one_thread()
    st.subheader(_("Nearest training pictures"), anchor=False)
    if not data.is_here(name):
        say_not_here(name)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = _choose_kind(name)
        seed = choose_seed(COUNT)
    try:
        with st.spinner(_("Looking for the nearest training pictures …")):
            row = _row(model_key(model), name, stamp_of(name), kind, seed, model)
        _draw(row, [sample_name(model, seed, i, one.text) for i, one in enumerate(row)])
        if name != own_data(model):
            st.caption(
                _(
                    "This model was not trained on {data}: what is near here it need not have seen."
                ).format(data=plain(name))
            )
        _comparison(model, name, kind)
    except UserError as error:
        st.info(say(error), icon=":material/rule:")


def _choose_kind(name: str) -> str:
    """Draw the choice of what "near" means, where there is one."""
    if name not in EXTRACTORS or EXTRACTORS[name].channelwise:
        return PIXELS
    link = linked("near")
    names = {PIXELS: _("pixels"), FEATURES: _("classifier's features")}
    kind = str(
        st.segmented_control(
            _("Near by"),
            list(names),
            format_func=names.__getitem__,
            default=link if link in names else PIXELS,
            required=True,
            key="near_kind",
            help=_(
                "Pixels: the root of the summed squared differences of all pixels from 0 to 1. "
                "Features: the same for what the classifier sees; the first time it reads all "
                "training pictures, which takes a while."
            ),
        )
    )
    remember("near", kind)
    return kind


def _embed(kind: str, name: str) -> Embed:
    return as_pixels if kind == PIXELS else as_features(reference(name).net)


@st.cache_data(max_entries=64, show_spinner=False)
def _row(key: str, name: str, stamp: str, kind: str, seed: int, _model: Model) -> list[Beside]:
    content = data.load(name)
    own = data.load(own_data(_model)) if _model.design.source is not None else None
    request = question(_model.design, own, COUNT, seed).request
    pictures, y = _model.answer(request), request.y
    neighbours = nearest_training(pictures, content, _embed(kind, name))
    tiles, near = to_bytes(pictures), content.items[neighbours.index]
    return [
        Beside(
            source_text(_model, request, i),
            png(tiles[i]),
            png(near[i]),
            float(neighbours.distance[i]),
            "" if y is None else _model.classes[int(y[i])],
            _label(content, int(neighbours.index[i])),
        )
        for i in range(COUNT)
    ]


def _label(content: DataSet, row: int) -> str:
    return "" if content.labels is None else content.spec.classes[int(content.labels[row])]


def _draw(row: list[Beside], names: list[str]) -> None:
    cells = []
    for name, one in zip(names, row, strict=True):
        lines = [name, _("distance {distance:.2f}").format(distance=one.distance)]
        sample = _("Sample of {seed}").format(seed=name)
        if one.intended:
            sample = _("{name}, label {label}").format(name=sample, label=one.intended)
        near = _("Training picture nearest to {seed}, {distance}").format(
            seed=name, distance=lines[1]
        )
        if one.label:
            near = _("{name}, label {label}").format(name=near, label=one.label)
        cells.append(Tile([(one.sample, sample), (one.nearest, near)], lines))
    tiles(cells, key="nearest_row")
    st.caption(_("Above: the sample. Below: the training picture nearest to it."))


def _comparison(model: Model, name: str, kind: str) -> None:
    """Draw the two medians, when asked for."""
    state = f"compared_{model_key(model)}_{name}_{kind}"
    if st.button(
        _("Compare with unseen real pictures"),
        icon=":material/compare:",
        key="compare_held_out",
        help=_(
            "Takes {n} samples, and real pictures that were never trained on, and looks for the "
            "training picture nearest to each: some seconds, with features up to a minute."
        ).format(n=f"{COPY_LIMIT:,}"),
    ):
        st.session_state[state] = True
    if not st.session_state.get(state):
        return
    with st.spinner(_("Looking for the nearest training pictures …")):
        result = _copying(model_key(model), name, stamp_of(name), kind, model)
    with st.container(horizontal=True):
        fakes, held_out = result.fakes.distance, result.held_out.distance
        st.metric(_("Median, samples"), f"{float(fakes.median()):.2f}", width="content")
        st.metric(_("Median, unseen real"), f"{float(held_out.median()):.2f}", width="content")
        st.metric(_("Ratio"), f"{result.ratio:.2f}", width="content")
    st.markdown(conclusion(result.ratio))
    st.caption(
        _("Of {fakes} samples and {held} held-out pictures of {data}.").format(
            fakes=f"{len(fakes):,}", held=f"{len(held_out):,}", data=plain(name)
        )
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _copying(key: str, name: str, stamp: str, kind: str, _model: Model) -> Copying:
    return copying(samples(_model, COPY_LIMIT).items, data.load(name), embed=_embed(kind, name))


def conclusion(ratio: float) -> str:
    """Return in words what the ratio of the two median distances says."""
    if ratio < MUCH_NEARER:
        return _(
            "The fakes are much nearer to the training pictures than unseen real ones: G has "
            "memorised, or its pictures are so blurred that they are near everything. Look at "
            "the row."
        )
    if ratio < NEARER:
        return _(
            "The fakes are a little nearer to the training pictures than unseen real ones. That "
            "is no copying yet: smooth pictures are nearer to everything."
        )
    if ratio <= FURTHER:
        return _("The fakes are as far from the training pictures as unseen real ones: no copying.")
    return _(
        "The fakes are further from the training pictures than unseen real ones: no copying, but "
        "they differ from real pictures."
    )
