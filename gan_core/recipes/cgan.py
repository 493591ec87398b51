"""Conditional GAN: G and D are both told the digit."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game
from gan_core.nets.maxout import DShape
from gan_core.recipe import Recipe
from gan_core.recipes.shared import early
from gan_core.recipes.shared.early import QUICK, references, stages
from gan_core.rng import Rng


class Settings(early.Settings):
    """Settings of the conditional GAN of 2014."""

    label_width: int = Field(
        0, ge=0, le=2048, title=N_("Units for the digit in D"),
        description=N_("Of the digit's own maxout layer. 0: a fifth of D's width."),
    )  # fmt: skip
    joint_pieces: int = Field(
        0, ge=0, le=16, title=N_("Pieces of D's second layer"),
        description=N_("Of the layer that joins picture and digit. 0: as many as the others."),
    )  # fmt: skip

    def d_shape(self) -> DShape:
        """Return how D is built."""
        return replace(super().d_shape(), aside=self.label_width, joint=self.joint_pieces)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return the networks of 2014 with a side branch for the label in both."""
    return early.build(settings, spec, rng, classes=len(spec.classes))


RECIPE = Recipe(
    name="cgan",
    title=N_("Conditional GAN (2014)"),
    about=N_("You choose the digit; D sees it beside the picture and judges whether they fit."),
    paper="Mirza & Osindero 2014, arXiv 1411.1784, equation 2 and section 4.1",
    differs=N_(
        "The paper stops by a likelihood on held-out digits and does not say when, nor where in "
        "the networks it drops: here after the hidden layers, for 250 epochs. It does not say "
        "either how D's loss is weighed, who moves when and how weights start: as in the code of "
        "the first GAN, but on all training digits instead of the first 50,000. From it is also "
        "the variance of z, 1: of z in [0, 1], as the paper has it, G came to see nothing and "
        "made one picture of each digit. The labels of fakes are those of the batch's real "
        "pictures."
    ),
    settings=Settings,
    presets={
        "fast": QUICK,
        "source": {
            **early.SGD_2014, "rate_falls": 1.00004, "g_dropout": 0.5, "input_dropout": 0.0,
            "prior": "wide", "label_width": 50, "joint_pieces": 4,
        },
    },
    origins={
        "fast": N_("Ours: Adam on narrower networks, with EMA."),
        "source": N_("The paper: SGD .1 divided by 1.00004 each step, momentum .5 to .7, dropout "
                     ".5 in G and D, batch 100, pictures in [0, 1]."),
    },
    build=build,
    stages=stages,
    references=references,
    conditional=True,
)  # fmt: skip
