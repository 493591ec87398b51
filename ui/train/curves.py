"""What pages show of a run, in words and curves, however it reaches the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gan_core.metrics.measures import CONFIDENT_SHARE, INTENDED
from gan_core.runs.reading.view import RunView
from gan_core.runs.training.scoring import OVERFITTING
from ui.shell.states import STATES, clock

REAL = "#009E73"
FAKE = "#E69F00"
G_COLOUR = FAKE
D_COLOUR = "#0072B2"
POINTS = 150
Words = Callable[[str], str]
"""Puts a text into the reader's language."""


@dataclass(frozen=True)
class Line:
    """One curve: the reading it shows, its name on the page, its colour, its equilibrium if any."""

    reading: str
    name: str
    colour: str
    reference: float | None = None


@dataclass(frozen=True)
class Chart:
    """Some curves over the steps; `key` tells it from the run's other charts."""

    key: str
    title: str
    alt: str
    lines: tuple[Line, ...]


def numbers_of(now: RunView, _: Words) -> dict[str, str]:
    """Return the row of numbers: state, step, speed, time left."""
    asked = now.live.asked if now.live else ""
    left = now.seconds_left() if now.live else None
    rate = now.live.rate if now.live else 0.0
    batch = int(now.config.params.get("batch", 0))
    return {
        _("State"): _("stopping …") if asked == "stop" else _(STATES[now.state]),
        _("Step"): f"{now.step:,}",
        _("Steps a second"): f"{rate:.1f}" if rate else "–",
        _("Images a second"): f"{rate * batch:,.0f}" if rate else "–",
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


def charts_of(now: RunView, _: Words) -> list[Chart]:
    """Return losses, D's outputs and gradient norms, with the equilibrium where theory knows it.

    Then the scores that the run takes of its samples, where it takes any.
    """
    recipe, params = now.config.recipe_and_settings()
    known = recipe.references(params)

    def line(reading: str, name: str, colour: str) -> Line:
        return Line(reading, name, colour, known.get(reading))

    charts = [
        Chart(
            "loss",
            _("Losses (dashed: at the equilibrium)"),
            _("Loss of G and of D by step"),
            (line("G/loss", "G", G_COLOUR), line("D/loss", "D", D_COLOUR)),
        ),
        Chart(
            "output",
            _("D's mean output"),
            _("D's mean output on real and on fake pictures by step"),
            (line("D(real)", _("on real"), REAL), line("D(fake)", _("on fake"), FAKE)),
        ),
        Chart(
            "grad",
            _("Gradient norms"),
            _("Norm of the gradient of G and of D by step"),
            (line("G/grad", "G", G_COLOUR), line("D/grad", "D", D_COLOUR)),
        ),
    ]
    readings = now.readings()
    return charts + _scores(readings, _) + _accuracies(readings, _)


def _scores(readings: list[str], _: Words) -> list[Chart]:
    taken = [name.removeprefix("score/") for name in readings if "score/" in name]
    charts = [
        Chart(
            "distance",
            _("{score}: lower is better").format(score=name),
            _("Frechet distance of the samples by step"),
            (Line(f"score/{name}", name, G_COLOUR),),
        )
        for name in taken
        if name.startswith("FD (")
    ]
    shares = {
        CONFIDENT_SHARE: (_("read with confidence"), REAL),
        INTENDED.name: (_("read as the class asked for"), G_COLOUR),
        OVERFITTING: (_("D overfits"), D_COLOUR),
    }
    lines = tuple(Line(f"score/{key}", *shown) for key, shown in shares.items() if key in taken)
    title = _("Scores of the samples, as shares")
    alt = _("Shares of samples read with confidence, and how much D overfits, by step")
    return [*charts, Chart("shares", title, alt, lines)] if lines else charts


def _accuracies(readings: list[str], _: Words) -> list[Chart]:
    lines = (
        Line("accuracy class real", _("on real"), REAL),
        Line("accuracy class", _("on fake"), FAKE),
    )
    title = _("Digits that D reads correctly")
    alt = _("Share of digits that D reads correctly, on real and on fake pictures")
    return [Chart("accuracy", title, alt, lines)] if lines[0].reading in readings else []
