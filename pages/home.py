"""Home: a digit being born, three doors, one button."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanvasError
from gan_core.runs.config import new_config
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from ui.runs.replay import replay_strip
from ui.shell.language import _, say
from ui.shell.links import go

FIVE_DIGITS = 5 * 30 - 2  # pixels of a grid, with the gaps

st.title(_("See a generative adversarial network learn to write"))
recorded = Store().recorded()
left, right = st.columns([2, 3], gap="large")
with left:
    if recorded:
        replay_strip(
            recorded[0], key="home_strip", autoplay=True, show=360, most=28, pixels=FIVE_DIGITS
        )
    st.caption(
        _(
            "A recorded run: the generator turns the same noise into digits, at first badly. "
            "It never sees a digit; it learns only from what the discriminator tells it."
        )
    )
with right:
    if st.button(
        _("Train one now, one minute"),
        type="primary",
        icon=":material/play_arrow:",
        key="train_now",
    ):
        try:
            with st.spinner(_("Starting …")):
                name = _("One minute")
                config = new_config("cdcgan", "mnist", preset="minute", minutes=1.0, name=name)
                folder = Store().create(config)
                engine().submit(folder)
            go("train.py", run=folder.id)
        except GanvasError as error:
            st.error(say(error), icon=":material/error:")
    st.caption(_("It trains on this machine while you watch; digits show after about a minute."))
    doors = st.columns(3)
    texts = [
        (
            ":material/school:",
            _("Understand"),
            _("Watch a GAN on points in the plane, and change anything while it plays."),
            "lab.py",
            _("2-D lab"),
        ),
        (
            ":material/model_training:",
            _("Train"),
            _("Choose a GAN and its settings, start it, and watch it live."),
            "train.py",
            _("Set up a run"),
        ),
        (
            ":material/explore:",
            _("Explore"),
            _("Walk through the latent space of a trained model with sliders."),
            "latent.py",
            _("Move sliders"),
        ),
    ]
    for column, (icon, title, text, page, link) in zip(doors, texts, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"#### {icon} {title}")
            st.write(text)
            st.page_link(page, label=link, icon=":material/arrow_forward:")
    st.markdown(
        _(
            "**What is going on?** A generator **G** turns random numbers z into pictures. A "
            "discriminator **D** is shown real and made pictures and says which is which. Each "
            "learns from the other; where both are perfect, D can only guess: its loss is then "
            "2 ln 2 ≈ 1.386, and G's is ln 2 ≈ 0.693."
        )
    )
