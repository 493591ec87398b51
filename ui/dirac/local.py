"""What a trajectory of the Dirac-GAN shows, in numbers and in words."""

from __future__ import annotations

import shlex

import streamlit as st

from gan_core.dirac.portrait import BEHAVIOURS, Local, half_life
from gan_core.dirac.rows import Trajectory
from ui.dirac.controls import Choice, show
from ui.dirac.portrait import EXTENTS, extent_of
from ui.dirac.table import ratio
from ui.dirac.words import QUESTIONS, SOURCE, WHY
from ui.shell.language import _


def questions() -> None:
    """Draw the questions of a class, each with its answer folded away and a button to show it."""
    with st.expander(_("Predict first"), icon=":material/psychology:"):
        for one in QUESTIONS:
            st.markdown("**" + _(one.question) + "**")
            with st.popover(_("Answer"), key=f"answer_{one.name}"):
                st.markdown(_(one.answer))
                st.button(
                    _("Show it"),
                    icon=":material/visibility:",
                    key=f"show_{one.name}",
                    on_click=show,
                    args=(one.choice,),
                )


def readings(choice: Choice, trajectory: Trajectory, local: Local | None) -> None:
    """Draw the three numbers that say whether it converges."""
    with st.container(horizontal=True):
        st.metric(
            _("Final / start distance"),
            ratio(trajectory),
            help=_("From the equilibrium (0, 0). Below 1 it came nearer."),
        )
        st.metric(
            _("Eigenvalues"),
            "–" if local is None else _spectrum(local.motion),
            help=_(
                "Of the gradient field's Jacobian at (0, 0), by automatic differentiation of the "
                "losses. A negative real part draws it in; an imaginary part turns it."
            ),
        )
        st.metric(
            _("Each step near (0, 0)"),
            "–" if local is None else f"× {local.modulus:.4f}",
            help=_(
                "By how much a step of size h multiplies a small distance in the long run: the "
                "largest modulus of the update's eigenvalues."
            ),
        )


def explanation(choice: Choice, trajectory: Trajectory, local: Local | None) -> None:
    """Say what happens near the equilibrium, why, and after whom."""
    st.markdown(f"**{_(choice.row.title)}.** " + _(WHY[choice.row.name]))
    if local is not None:
        st.markdown(_near(choice, local))
    if extent_of(trajectory) == EXTENTS[-1] and max(trajectory.distances) > EXTENTS[-1]:
        st.markdown(_("It leaves the picture: the chart of the distance shows how far."))
    st.caption(
        _(
            "Dots: one for each step, from blue to orange. Arrows: where a step together goes, all "
            "equally long; the stronger their colour, the longer the step. Played in float64 by "
            "the loop that trains every GAN here. After {source}, sections 2 to 4."
        ).format(source=SOURCE)
    )


def _near(choice: Choice, local: Local) -> str:
    text = _("Near (0, 0), steps of h = {h:g}: it **{behaviour}**.").format(
        h=choice.step, behaviour=_(BEHAVIOURS[local.behaviour])
    )
    steps = half_life(local.modulus)
    if steps is not None:
        text += " " + _("The distance is halved every {steps:.1f} steps.").format(steps=steps)
    if choice.row.clip:
        text += " " + _("Clipping acts only at the dashed lines, so it is not in these numbers.")
    return text


def _spectrum(pair: tuple[complex, complex]) -> str:
    """Return two eigenvalues as -0.15 ± 0.477i, or as two real numbers."""
    first, second = sorted(pair, key=lambda one: one.real)
    turn = abs(first.imag)
    if turn < 1e-6:
        return ", ".join(_short(one.real) for one in (second, first))
    real = "" if abs(first.real) < 1e-9 else _short(first.real) + " "
    size = "" if abs(turn - 1) < 1e-9 else _short(turn)
    return f"{real}±{' ' if real else ''}{size}i"


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def command_fold(choice: Choice) -> None:
    """Draw the command that prints the same, folded."""
    words = ["python", "-m", "gan_core", "dirac", "--row", choice.row.name]
    words += ["--together" if choice.together else "--in-turn", "--steps", str(choice.steps)]
    words += ["--step-size", f"{choice.step:g}", "--start", *(f"{at:g}" for at in choice.start)]
    with st.expander(_("At the command line"), icon=":material/terminal:"):
        st.code(shlex.join(words), language="bash", wrap_lines=True)
