"""One data set as the Data page shows it: pictures, numbers, licence, and the way to training."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch

from gan_core import data
from gan_core.data import Entry, emoji
from gan_core.data.fetch import TORCHVISION
from gan_core.pictures import grid, png
from ui.components.picture.component import picture
from ui.data.emoji import emoji_choice
from ui.shell.language import _, plain
from ui.shell.links import forget, go

PER_ROW, WITHOUT_LABELS = 12, 96


def title(entry: Entry) -> str:
    """Return the data set's name for people; with its own name where several share a title."""
    shared = _(entry.card.title)
    return shared if entry.name in data.DATA_SETS else f"{shared}: {entry.name}"


def data_card(entry: Entry) -> None:
    """Draw the data set.

    Raises:
        UserError: it is here but cannot be read.
    """
    st.subheader(plain(title(entry)), anchor=False)
    st.write(_(entry.card.about))
    licence = plain(_(entry.card.licence))
    if entry.card.licence_url:
        licence = f"[{licence}]({entry.card.licence_url})"
    st.markdown(
        _("Licence: {licence}. {attribution}.").format(
            licence=licence, attribution=plain(_(entry.card.attribution))
        )
    )
    if not entry.here():
        _how_to_get(entry.name)
        return
    _pictures(entry)
    if st.button(_("Train on it"), icon=":material/play_arrow:", key=f"train_on_{entry.name}"):
        st.session_state["data_set"] = entry.name
        forget("run")
        go("train.py")
    if entry.name == emoji.Variant().name:
        emoji_choice()


def _how_to_get(name: str) -> None:
    if name in TORCHVISION:
        st.info(_("Not on this machine. To download it, run this beside the app:"))
        st.code(f"python -m gan_core data --fetch {name}", language="bash")
    else:
        st.info(_("Not on this machine. To get the package that it is made of, run:"))
        st.code("pip install -r requirements.txt", language="bash")


@dataclass(frozen=True)
class _Look:
    sheet: bytes
    train: int
    held_out: int
    counts: list[int]
    content_hash: str


@st.cache_data(max_entries=32, show_spinner=False)
def _look(name: str, stamp: str) -> _Look:
    content = data.load(name)
    labels = content.labels
    rows = list(range(min(WITHOUT_LABELS, len(content))))
    if labels is not None:
        rows = [
            int(row)
            for label in torch.unique(labels)
            for row in (labels == label).nonzero().flatten()[:PER_ROW]
        ]
    return _Look(
        png(grid(content.items[rows], PER_ROW)),
        len(content),
        0 if content.held_out is None else len(content.held_out),
        [] if labels is None else labels.bincount(minlength=len(content.spec.classes)).tolist(),
        content.content_hash,
    )


def _pictures(entry: Entry) -> None:
    with st.spinner(_("Preparing the pictures …")):
        look = _look(entry.name, entry.stamp)
    left, right = st.columns([3, 2])
    alt = _("Pictures of {data}, one label a row") if look.counts else _("Pictures of {data}")
    with left:
        picture(look.sheet, alt=alt.format(data=entry.name), key=f"pictures_{entry.name}")
    row = right.columns(2)
    row[0].metric(_("To train on"), f"{look.train:,}")
    row[1].metric(_("Held out"), f"{look.held_out:,}")
    right.caption(
        _("Shape {shape}, values mapped to [-1, 1]. Content hash {hash}.").format(
            shape="×".join(map(str, entry.spec.shape)), hash=look.content_hash
        )
    )
    if look.counts:
        right.bar_chart(
            {_("label"): list(entry.spec.classes), _("count"): look.counts},
            x=_("label"),
            y=_("count"),
            height=220,
            alt=_("How many pictures each label has"),
        )
