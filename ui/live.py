"""The live panel of a run: numbers, sample grid and curves, redrawn in place."""

from __future__ import annotations

import math

import streamlit as st

from gan_core.errors import UserError
from gan_core.metrics.measures import CONFIDENT_SHARE, INTENDED
from gan_core.runs.engine import engine
from gan_core.runs.scoring import OVERFITTING
from gan_core.runs.view import RunView, view
from ui.charts import D_COLOUR, FAKE, G_COLOUR, REAL, Line, curves_chart
from ui.components.picture import picture
from ui.doctor import doctor
from ui.language import _, say
from ui.states import STATES, clock
from ui.weights import choose_weights

SECONDS = 0.5
EACH_TURN = 8
"""With more runs than this, each has its turn seldom, and its page asks half as often."""


def seconds_between(running: int) -> float:
    """Return how often the page of one of `running` runs asks for news: seldom in a full class."""
    return SECONDS * 2 ** math.ceil(math.log2(max(1.0, running / EACH_TURN)))


def live_panel(run_id: str) -> None:
    """Draw the run; while somebody trains it, redraw in time without a new page run."""
    now = view(run_id, watch=True)
    shown = _shown(now)
    st.fragment(_draw, run_every=shown[1])(run_id, shown)


def _shown(now: RunView) -> tuple[str, float | None]:
    """Return what the rest of the page depends on: the state, and how often it asks for news."""
    return now.state, seconds_between(len(engine().running())) if now.live else None


def _draw(run_id: str, shown: tuple[str, float | None]) -> None:
    try:
        now = view(run_id, watch=True)
    except UserError as error:
        st.error(say(error))
        return
    numbers(now)
    left, right = st.columns([2, 3])
    with left:
        _grid(now)
        doctor(now)
    with right:
        charts(now, key="live")
    if _shown(now) != shown:
        st.rerun()  # the buttons belong to the state


def numbers(now: RunView) -> None:
    """Draw the row of numbers: state, step, speed, time left."""
    asked = now.live.asked if now.live else ""
    state = _("stopping …") if asked == "stop" else _(STATES[now.state])
    left = now.seconds_left() if now.live else None
    rate = now.live.rate if now.live else 0.0
    batch = int(now.config.params.get("batch", 0))
    shown = {
        _("State"): state,
        _("Step"): f"{now.step:,}",
        _("Steps a second"): f"{rate:.1f}" if rate else "–",
        _("Images a second"): f"{rate * batch:,.0f}" if rate else "–",
        _("Training time"): clock(now.seconds),
        _("Time left"): clock(left) if left is not None else "–",
    }
    with st.container(horizontal=True):  # wraps on a narrow screen
        for label, value in shown.items():
            st.metric(label, value, width=170)
    st.progress(now.share_done())
    if now.live is not None and now.live.trouble is not None:
        st.warning(
            _("Not saved since step {step}: {why} Training goes on; it is tried again.").format(
                step=f"{now.status.saved_step:,}", why=say(now.live.trouble)
            ),
            icon=":material/save:",
        )
    if now.live is None and now.status.why is not None:
        st.error(say(now.status.why), icon=":material/error:")


def _grid(now: RunView) -> None:
    frame = now.frame
    if frame is None:
        st.container(height=240).caption(_("The first pictures come with the first step."))
        return
    raw = choose_weights("weights", averaged=frame.average is not None)
    content = frame.raw if raw or frame.average is None else frame.average
    alt = _("Samples from fixed noise at step {step}").format(step=frame.step)
    picture(content, alt=alt, key="live_grid")
    st.caption(
        _("The same noise at every step, now at step {step}.").format(step=f"{frame.step:,}")
    )


def charts(now: RunView, key: str) -> None:
    """Draw losses, D's outputs and gradient norms, with the equilibrium where theory knows it."""
    recipe, params = now.config.recipe_and_settings()
    known = recipe.references(params)
    steps = _("step")

    def line(reading: str, name: str, colour: str) -> Line:
        return Line(reading, name, colour, known.get(reading))

    curves_chart(
        now,
        [line("G/loss", "G", G_COLOUR), line("D/loss", "D", D_COLOUR)],
        title=_("Losses (dashed: at the equilibrium)"),
        steps=steps,
        key=f"{key}_loss",
        alt=_("Loss of G and of D by step"),
    )
    curves_chart(
        now,
        [line("D(real)", _("on real"), REAL), line("D(fake)", _("on fake"), FAKE)],
        title=_("D's mean output"),
        steps=steps,
        key=f"{key}_output",
        alt=_("D's mean output on real and on fake pictures by step"),
    )
    curves_chart(
        now,
        [line("G/grad", "G", G_COLOUR), line("D/grad", "D", D_COLOUR)],
        title=_("Gradient norms"),
        steps=steps,
        key=f"{key}_grad",
        alt=_("Norm of the gradient of G and of D by step"),
    )
    _other_charts(now, steps, key)


def _score_charts(now: RunView, steps: str, key: str) -> None:
    """Draw the scores that the run takes of its samples: a distance, and shares."""
    taken = [name.removeprefix("score/") for name in now.readings() if "score/" in name]
    distances = [name for name in taken if name.startswith("FD (")]
    for name in distances:
        curves_chart(
            now,
            [Line(f"score/{name}", name, G_COLOUR)],
            title=_("{score}: lower is better").format(score=name),
            steps=steps,
            key=f"{key}_distance",
            alt=_("Frechet distance of the samples by step"),
        )
    shares = {
        CONFIDENT_SHARE: (_("read with confidence"), REAL),
        INTENDED.name: (_("read as the class asked for"), G_COLOUR),
        OVERFITTING: (_("D overfits"), D_COLOUR),
    }
    lines = [
        Line(f"score/{name}", *shown)
        for name, shown in shares.items()
        if f"score/{name}" in now.readings()
    ]
    if lines:
        curves_chart(
            now,
            lines,
            title=_("Scores of the samples, as shares"),
            steps=steps,
            key=f"{key}_shares",
            alt=_("Shares of samples read with confidence, and how much D overfits, by step"),
        )


def _other_charts(now: RunView, steps: str, key: str) -> None:
    _score_charts(now, steps, key)
    accuracy = [
        Line("accuracy class real", _("on real"), REAL),
        Line("accuracy class", _("on fake"), FAKE),
    ]
    if accuracy[0].reading in now.readings():
        curves_chart(
            now,
            accuracy,
            title=_("Digits that D reads correctly"),
            steps=steps,
            key=f"{key}_accuracy",
            alt=_("Share of digits that D reads correctly, on real and on fake pictures"),
        )
