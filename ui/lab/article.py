"""How a GAN learns, to read beside the lab: six short folds, in the lab's own words."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import N_
from ui.shell.language import _

FOLDS = (
    (
        N_("Two networks, one game"),
        N_(
            "A **generator** G and a **discriminator** D learn against each other. G gets "
            "random numbers, the noise z, and makes a point of them. D gets a point and says "
            "how probable it finds that the point is real. D is rewarded for telling real from "
            "fake, G for being taken for real.\n\n"
            "Nobody tells G where the data are. It is not even shown them: whatever it knows of"
            " them, it has learnt from D's verdicts. And D's task changes under its feet, since"
            " G moves on. That makes a GAN powerful, and hard to train: no single loss goes "
            "down until all is well; two players look for a balance."
        ),
    ),
    (
        N_("A round, part by part"),
        N_(
            "In a round each player moves, first D, then G. A move has five parts, which *Part*"
            " shows one by one:\n\n"
            "1. **sample**: D's move takes real points and fresh fakes, G's move only fakes;\n"
            "2. **score**: D gives each point its verdict;\n"
            "3. **loss**: one number says how badly the player did;\n"
            "4. **gradient**: how each weight of that player would have to change for a smaller"
            " loss. For G it comes through D: D's slope at a fake says where the fake should "
            "go;\n"
            "5. **update**: the optimizer takes a small step that way. The other player stays "
            "as it is.\n\n"
            "Then the next round begins, with the other player a little better than before."
        ),
    ),
    (
        N_("What the picture shows"),
        N_(
            "**Colours**: D's verdict on every place of the plane, green for real, orange for "
            "fake. With the first paper's loss and no penalty the best D there can be says p / "
            "(p + q), where p is how dense the data are at a place and q how dense the fakes. "
            "Where both are alike it says 1/2, and the colour fades.\n\n"
            "**Arrows**: where the loss pushes each fake. They depend on D's slope and on the "
            "objective. Where D is flat there are none, and fakes there learn nothing.\n\n"
            "**Manifold**: a grid laid over the noise, as G bends it. With one or two numbers "
            "of noise each cell holds as many fakes as any other; so small cells, drawn more "
            "strongly, are dense places. G can stretch and fold the grid but not tear it: "
            "between two clusters there is always a thin bridge.\n\n"
            "**Trails**: where a fixed z was taken before."
        ),
    ),
    (
        N_("When is it done?"),
        N_(
            "Not when the losses are small. If the fakes are as the data, D can only guess: it "
            "says 1/2 everywhere, and with the non-saturating loss D's loss is then 2 ln 2 = "
            "1.386 and G's ln 2 = 0.693: the dashed lines. But losses can also lie there while "
            "G is bad, if D is bad too. A loss compares the two players with each other, and "
            "says little of the data.\n\n"
            "So look at the scores, which compare fakes with data: JS, KL and W1 near their "
            "floor, all modes found, a high share near them. With real pictures nobody knows "
            "the true distribution, and such scores must be estimated (page *Evaluation*).\n\n"
            "And as a rule it does not stand still: G goes on circling around the balance. The "
            "average of its weights (EMA) lies nearer to the middle of that circle than G "
            "itself."
        ),
    ),
    (
        N_("What goes wrong, and why"),
        N_(
            "**Mode collapse**: G serves a few clusters only. Most losses judge each fake by "
            "itself, so nothing forbids all fakes from being alike.\n\n"
            "**Hopping**: D learns that this one place is fake, and the whole heap moves on to "
            "the next.\n\n"
            "**Vanishing gradient**: where D is sure that all is fake its output stays at 0, "
            "and the loss of the first paper's game (minimax) teaches nothing. The "
            "non-saturating loss, of the same paper, was made for that.\n\n"
            "**Swinging and divergence**: the game itself turns around its balance, since each "
            "player's step answers the other's. Long steps carry both away from it; a penalty "
            "such as R1 damps the turning. The page *Dirac-GAN* shows it in one plane.\n\n"
            "What helps: a D that is kept flat (R1, gradient penalty, clipping, spectral norm),"
            " other rates, another objective, the average of G. Scenes above show several of "
            "these, one click apart."
        ),
    ),
    (
        N_("And with pictures?"),
        N_(
            "It is the same loop, to the line: on the page *Train* other networks stand in it, "
            "and a grey picture of 28 by 28 has 784 numbers instead of two. Losses, their "
            "balance, collapse, penalties and the average mean the same there.\n\n"
            "What is lost is the view. Nobody can look at D's verdict on every place of 784 "
            "dimensions, count the modes, or know the true density. So one looks at samples, at"
            " what lies between two of them (*Latent space*), at what D looks at (*What D "
            "sees*), and at scores in the space of a classifier's features (*Evaluation*).\n\n"
            "What you learn here about a rate or a penalty is a direction, not a number: the "
            "best values are others there."
        ),
    ),
)


def article() -> None:
    """Draw the folds, in two columns."""
    st.markdown("#### " + _("To read: how a GAN learns"))
    columns = st.columns(2, gap="medium")
    for number, (title, text) in enumerate(FOLDS):
        # By its key it stays open where something above it comes or goes.
        with columns[number % 2].expander(_(title), key=f"lab_fold_{number}"):
            st.markdown(_(text))
