"""Following the gradient: what a fake becomes if its pixels do what D wants."""

from __future__ import annotations

import math

import streamlit as st
from torch import Tensor

from gan_core.model import Model
from gan_core.pictures import grid, png, to_bytes
from ui.components.steps.component import steps
from ui.discriminator.gradient import fake_name
from ui.discriminator.look import STEPS, Choices, Look, followed
from ui.discriminator.verdicts import in_words
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _

SIZES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
FAR = 15.0
"""How far, as a norm, the default size moves a picture in all its steps: a visible change."""


@st.fragment
def follow_panel(model: Model, look: Look, choices: Choices) -> None:
    """Draw the choice of the step's size and the fakes under a slider of steps."""
    one_thread()
    st.subheader(_("Follow the gradient"), anchor=False)
    st.caption(
        _(
            "Here the pixels themselves move: each step adds the gradient, times the size of a "
            "step, to the fake. In training G's weights move instead, so that the fakes change "
            "this way as far as G can make them. A gradient holds only nearby: far along it D "
            "may be content with what no person would take for real."
        )
    )
    size = st.select_slider(
        _("Size of a step"),
        SIZES,
        value=_default(look),
        format_func=lambda value: f"{value:g}",
        key=f"step_size_{model_key(model)}",
        help=_("The same size shows which objective sends more."),
    )
    path = followed(model, choices, float(size))
    count = path.pictures.shape[1]
    steps(
        _sheet(path.pictures),
        size=(model.pictures.size, model.pictures.size),
        names=[fake_name(model, look, choices, i) for i in range(count)],
        texts=[_texts(model, logits, count) for logits in path.logit],
        captions=[
            _("after {step} of {steps} steps").format(step=step, steps=STEPS)
            for step in range(STEPS + 1)
        ],
        label=_("Steps along the gradient"),
        key="followed",
    )


def _texts(model: Model, logits: Tensor, count: int) -> list[str]:
    words = in_words(model, logits)
    return [words[i * len(words) // count] for i in range(count)]


def _sheet(pictures: Tensor) -> bytes:
    count = pictures.shape[1]
    return png(grid(to_bytes(pictures.flatten(0, 1)), count, gap=0))


def _default(look: Look) -> float:
    """Return the size at which D's slope as it is would move the fakes visibly.

    It is the same for every objective: where little arrives, little moves.
    """
    target = FAR / (STEPS * max(float(look.gradient.slope.mean()), 1e-9))
    return min(SIZES, key=lambda size: abs(math.log(size / target)))
