"""One data set as the Data page shows it: pictures, numbers, licence, and the way to training."""

from __future__ import annotations

import streamlit as st

from gan_core import data
from gan_core.data import Entry, emoji
from gan_core.data.fetch import TORCHVISION
from gan_core.rendering import Sheet
from ui.components.picture.component import picture
from ui.data.emoji import emoji_choice
from ui.data.look import FirstItems, beside, form_of, look_at
from ui.shell.language import _, plain
from ui.shell.links import forget, go

TEXT_HEIGHT = 300


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
    if entry.ready() or _draw_now(entry.name):
        _items(entry)
    if st.button(_("Train on it"), icon=":material/play_arrow:", key=f"train_on_{entry.name}"):
        st.session_state["data_set"] = entry.name
        forget("run")
        go("train.py")
    if entry.name == emoji.Variant().name:
        emoji_choice()


def _draw_now(name: str) -> bool:
    """Draw the button that draws the data; return whether it was pressed."""
    place = st.empty()  # the button goes once there is something to see
    pressed = place.button(_("Draw it"), icon=":material/draw:", key=f"draw_{name}")
    if pressed:
        place.empty()
    else:
        st.caption(_("It takes a quarter of a minute, once, and is then kept on this machine."))
    return pressed


def _how_to_get(name: str) -> None:
    if name in TORCHVISION:
        st.info(_("Not on this machine. To download it, run this beside the app:"))
        st.code(f"python -m gan_core data --fetch {name}", language="bash")
    else:
        st.info(_("Not on this machine. To get the package that it is made of, run:"))
        st.code("pip install -r requirements.txt", language="bash")


def _items(entry: Entry) -> None:
    left, right = st.columns([3, 2])
    with left:
        look = first_items(entry, entry.name)
    row = right.columns(2)
    row[0].metric(_("To train on"), f"{look.train:,}")
    row[1].metric(_("Held out"), f"{look.held_out:,}")
    content_hash = _("Content hash {hash}.").format(hash=look.content_hash)
    right.caption(f"{form_of(entry.spec)} {content_hash}")
    if look.counts:
        right.bar_chart(
            {_("label"): list(entry.spec.classes), _("count"): look.counts},
            x=_("label"),
            y=_("count"),
            height=220,
            alt=_("How many items each label has"),
        )
    if look.lengths:
        right.bar_chart(
            {_("length"): list(range(len(look.lengths))), _("count"): look.lengths},
            x=_("length"),
            y=_("count"),
            height=220,
            alt=_("How many sequences have each length"),
        )


def first_items(entry: Entry, key: str) -> FirstItems:
    """Draw the data set's first items, and return what it looks like.

    Raises:
        UserError: it cannot be read.
    """
    with st.spinner(_("Reading the data …")):
        look = look_at(entry.name, entry.stamp)
    by_label = look.counts and entry.spec.source is None
    alt = _("Items of {data}, one label a row") if by_label else _("Items of {data}")
    _sheet(look.items, alt.format(data=entry.name), f"pictures_{key}")
    if look.roll is not None:
        alt = _("Melodies of {data}").format(data=entry.name)
        picture(look.roll, alt=alt, key=f"melodies_{key}")
        st.caption(_("Some of the melodies: time to the right, pitch upwards."))
    if entry.spec.source is not None:
        st.caption(beside(entry.spec))
    if look.other is not None:
        st.markdown("**" + _("The second domain") + "**")
        alt = _("Items of the second domain of {data}").format(data=entry.name)
        _sheet(look.other, alt, f"other_{key}")
    return look


def _sheet(sheet: Sheet, alt: str, key: str) -> None:
    if sheet.kind == "txt":
        st.code(sheet.content.decode(), language=None, height=TEXT_HEIGHT)
    else:
        picture(sheet.content, alt=alt, key=key)
