"""Data sets: what they are, whether they are here, what they look like, under which licence."""

from __future__ import annotations

import streamlit as st

from gan_core import data
from gan_core.data import Entry
from gan_core.pictures import grid, png
from ui.components.picture import picture
from ui.language import _, plain

PER_CLASS = 12

st.title(_("Data"))
st.caption(_("What a GAN can be trained on here, and under which licence."))


@st.cache_data(max_entries=8, show_spinner=False)
def _samples(name: str) -> tuple[bytes, list[int]]:
    content = data.load(name)
    labels = content.labels
    if labels is None:
        return png(grid(content.items[:96], PER_CLASS)), []
    rows = [
        row
        for label in labels.unique()
        for row in (labels == label).nonzero().flatten()[:PER_CLASS]
    ]
    return png(grid(content.items[rows], PER_CLASS)), labels.bincount().tolist()


def _card(entry: Entry) -> None:
    st.subheader(_(entry.card.title), anchor=False)
    st.write(_(entry.card.about))
    st.markdown(
        _("Licence: {licence}. {attribution}.").format(
            licence=f"[{plain(entry.card.licence)}]({entry.card.licence_url})",
            attribution=plain(entry.card.attribution),
        )
    )
    if not data.is_here(entry.name):
        st.info(_("Not on this machine. To download it, run this beside the app:"))
        st.code(f"python -m gan_core data --fetch {entry.name}", language="bash")
        return
    content = data.load(entry.name)
    sheet, counts = _samples(entry.name)
    left, right = st.columns([3, 2])
    with left:
        alt = _("Pictures of {data}, one label a row").format(data=entry.name)
        picture(sheet, alt=alt, key=f"pictures_{entry.name}")
    row = right.columns(2)
    row[0].metric(_("To train on"), f"{len(content):,}")
    row[1].metric(_("Held out"), f"{0 if content.held_out is None else len(content.held_out):,}")
    right.caption(
        _("Shape {shape}, values mapped to [-1, 1]. Content hash {hash}.").format(
            shape="×".join(map(str, entry.spec.shape)), hash=content.content_hash
        )
    )
    if counts:
        right.bar_chart(
            {_("label"): list(entry.spec.classes), _("count"): counts},
            x=_("label"),
            y=_("count"),
            height=220,
            alt=_("How many pictures each label has"),
        )


for one in data.DATA_SETS.values():
    with st.container(border=True):
        _card(one)
