"""What the lab shows, in a few words: for whoever opens it without a teacher."""

from __future__ import annotations

import streamlit as st

from ui.shell.language import _


def introduction() -> None:
    """Draw a fold with what is to be seen and what the scores mean."""
    title = _("What is this? And what do the scores mean?")
    with st.expander(title, icon=":material/help:", key="lab_intro"):
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(
                _(
                    "A generator **G** turns noise into points (orange). A discriminator **D** is "
                    "shown these fakes and real points (green) and learns to tell them apart: the "
                    "colour of the plane is its opinion of each place. G never sees a real point; "
                    "all it learns from are the arrows, which say where its loss pushes each fake. "
                    "Both learn in turn, one round after the other, until D cannot tell any more."
                )
            )
            st.markdown(
                _(
                    "**EMA** is a running average of G's weights: steadier than G itself (raw). "
                    "Press *Part* to see a round in slow steps, turn any knob below while it "
                    "plays, or drag *Rewind* and go on from there with other settings."
                )
            )
        with right:
            st.markdown(
                _(
                    "- **JS, KL**: how far the fakes' distribution is from the data's, on a grid.\n"
                    "- **W1**: how far the fakes would have to be carried, on average.\n"
                    "- **modes**: how many of the data's clusters have a fake within three "
                    "standard deviations.\n"
                    "- **HQ** (high quality): the share of fakes that lie so near.\n"
                    "- **floor**: what as many real points score. Chance alone leaves that much, "
                    "so a perfect G scores about the floor, and not 0."
                )
            )
