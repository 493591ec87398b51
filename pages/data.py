"""Data sets: what they are, whether they are here, what they look like; adding own pictures."""

from __future__ import annotations

import streamlit as st

from gan_core import data
from gan_core.errors import GanvasError
from ui.data.card import data_card
from ui.data.own_pictures import add_own_pictures, delete_button, undo_bar
from ui.shell.language import _, plain, say

st.title(_("Data"))
st.caption(_("What a GAN can be trained on here, and under which licence."))
add_own_pictures()
undo_bar()

for name in data.names():
    with st.container(border=True):
        try:
            data_card(data.entry(name))
        except GanvasError as error:
            st.subheader(plain(name), anchor=False)
            st.error(say(error), icon=":material/error:")
        if data.own.is_own(name):
            delete_button(name)
