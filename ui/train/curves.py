"""What pages show of a run, in words and curves, however it reaches the screen."""

from __future__ import annotations

from gan_core.charts import Chart, further_readings
from gan_core.metrics.curves import charts_of_scores
from gan_core.runs.reading.levels import Level, equilibrium_of
from gan_core.runs.reading.view import RunView
from ui.shell.language import Words
from ui.shell.states import STATES, clock

POINTS = 150


def numbers_of(now: RunView, _: Words) -> dict[str, str]:
    """Return the row of numbers: state, step, speed, time left."""
    pending = now.live.pending if now.live else ""
    remaining = now.seconds_left() if now.live else None
    rate = now.live.rate if now.live else 0.0
    batch = int(getattr(now.config.settings, "batch", 0))
    return {
        _("State"): _("stopping …") if pending == "stop" else _(STATES[now.state]),
        _("Step"): f"{now.step:,}",
        _("Steps a second"): f"{rate:.1f}" if rate else "–",
        _("Samples a second"): f"{rate * batch:,.0f}" if rate else "–",
        _("Training time"): clock(now.seconds),
        _("Time left"): clock(remaining) if remaining is not None else "–",
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
    readings, roles = now.readings(), now.config.roles
    charts = list(now.config.gan.charts_of(roles))
    if not readings:
        return charts  # they hold their place
    all_charts = charts + charts_of_scores(readings, now.config.data, now.floors())
    with_readings = [
        one for one in all_charts if any(line.reading in readings for line in one.lines)
    ]
    own, of_players = further_readings(all_charts, readings, roles)
    return with_readings + own + (of_players if parts else [])


def levels_of(now: RunView) -> dict[str, Level]:
    """Return which values readings stand at: at the equilibrium, and of scores of real items."""
    floors = {reading: Level(value) for reading, value in now.floors().items()}
    return floors | equilibrium_of(now.config, now.changes())
