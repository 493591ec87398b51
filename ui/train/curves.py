"""What pages show of a run, in words and curves, however it reaches the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gan_core.charts import (
    USUAL,
    Chart,
    chart,
    line,
    own_readings,
    parts_of_losses,
    usual_of,
)
from gan_core.errors import N_
from gan_core.runs.reading.view import RunView
from ui.shell.language import Words
from ui.shell.states import STATES, clock

POINTS = 150


def numbers_of(now: RunView, _: Words) -> dict[str, str]:
    """Return the row of numbers: state, step, speed, time left."""
    pending = now.live.pending if now.live else ""
    left = now.seconds_left() if now.live else None
    rate = now.live.rate if now.live else 0.0
    batch = int(getattr(now.config.settings, "batch", 0))
    return {
        _("State"): _("stopping …") if pending == "stop" else _(STATES[now.state]),
        _("Step"): f"{now.step:,}",
        _("Steps a second"): f"{rate:.1f}" if rate else "–",
        _("Samples a second"): f"{rate * batch:,.0f}" if rate else "–",
        _("Training time"): clock(now.seconds),
        _("Time left"): clock(left) if left is not None else "–",
    }


def trouble_of(now: RunView, _: Words) -> str | None:
    """Return why the run could not be saved, None where all is well."""
    if now.live is None or now.live.trouble is None:
        return None
    return _("Not saved since step {step}: {why} Training goes on; it is tried again.").format(
        step=f"{now.status.saved_step:,}", why=now.live.trouble.render(_)
    )


def charts_of(now: RunView, *, parts: bool = False) -> list[Chart]:
    """Return the charts of a run: what its recipe draws together, its scores, what else it reads.

    parts: also the parts of losses and what is read of every D.
    """
    recipe = now.config.gan
    readings = now.readings()
    if not readings:
        return [one for one in recipe.charts if one in USUAL]  # they hold their place
    charts = usual_of(readings) if recipe.charts == USUAL else recipe.charts
    known = [*charts, *_scores(readings)]
    drawn = [one for one in known if any(line.reading in readings for line in one.lines)]
    drawn += own_readings(known, readings)
    return drawn + (parts_of_losses(known, readings) if parts else [])


def levels_of(now: RunView) -> dict[str, float]:
    """Return at which values readings stand at the equilibrium, where theory knows it."""
    return now.config.gan.references(now.config.settings)


SHARES = chart(
    "shares",
    N_("Scores of the samples, as shares"),
    N_("Shares of samples read with confidence, and how much D overfits, by step"),
    line("score/confident", N_("read with confidence"), "real"),
    line("score/intended", N_("read as the class asked for"), "G"),
    line("score/overfitting", N_("D overfits"), "D"),
)
DISTANCES = {
    "fd": chart(
        "distance",
        N_("Frechet distance: lower is better"),
        N_("Frechet distance of the samples by step"),
        line("score/fd", "FD", "G"),
    ),
    "psnr": chart(
        "psnr",
        N_("PSNR in dB against what would have been right: higher is better"),
        N_("PSNR of what was made by step"),
        line("score/psnr", "PSNR", "G"),
    ),
    "new": chart(
        "sequences",
        N_("Sequences among those made, as shares"),
        N_("Shares of new and of different sequences by step"),
        line("score/new", N_("not in the training data"), "G"),
        line("score/different", N_("different"), "D"),
    ),
}
"""The charts of scores, by the score that calls for one."""


def _scores(readings: Sequence[str]) -> list[Chart]:
    found = [one for key, one in DISTANCES.items() if f"score/{key}" in readings]
    shares = tuple(one for one in SHARES.lines if one.reading in readings)
    return [*found, replace(SHARES, lines=shares)] if shares else found
