"""What the lab's commands say while they play: a table for people, JSON lines for programs."""

from __future__ import annotations

import json
from typing import Any

import click

from gan_core.cli.lab_config import address
from gan_core.lab.bench import Bench
from gan_core.lab.config import START, TRAINED, to_link
from gan_core.lab.showing import PLOTTED
from gan_core.lab.wire import finite
from gan_core.recipes.points import RECIPE

COLUMNS = {"js": "JS", "kl": "KL", "w1": "W1", "modes": "modes", "hq": "HQ"}
LOSSES = ("D/loss", "G/loss")


class Table:
    """For people."""

    def __init__(self) -> None:
        self._begun = False

    def scored(self, bench: Bench, scores: dict[str, Any], arrow: float) -> None:
        """Print a row of G and one of its average; before the first the floor.

        arrow: mean length of the gradient of G's loss at a fake.
        """
        if not self._begun:
            self._begun = True
            names = "".join(f"{name:>9}" for name in (*COLUMNS.values(), "arrow"))
            click.echo(f"{'step':>8}  {'of':5}{names}")
            self._row("", "floor", scores["floor"])
        self._row(scores["step"], "raw", scores["raw"], f"{arrow:9.3g}")
        if scores["ema"] is not None:
            self._row("", "EMA", scores["ema"])

    def _row(self, step: object, of: str, values: dict[str, float | None], more: str = "") -> None:
        cells = "".join(f"{_cell(key, values[key]):>9}" for key in COLUMNS)
        click.echo(f"{step:>8}  {of:5}{cells}{more}")

    def changed(self, step: int, what: str, value: str) -> None:
        """Print that something was changed after `step` rounds."""
        click.echo(f"{step:>8}  {what} -> {value}")

    def ended(self, bench: Bench, state: str, trained: bool) -> None:
        """Print the last losses, each with its value at equilibrium, and the address."""
        at = RECIPE.references(bench.settings)
        losses = [
            f"{key} {bench.readings[key]:.4g}" + (f" ({at[key]:.4g} at equilibrium)" * (key in at))
            for key in LOSSES
            if key in bench.readings
        ]
        click.echo(", ".join([f"{state} at step {bench.step}", *losses]))
        click.echo(f"address: lab?{_address(bench, trained)}")


class JsonLines:
    """For programs."""

    def scored(self, bench: Bench, scores: dict[str, Any], arrow: float) -> None:
        """Print all scores, what the last round read, and the mean gradient at a fake."""
        readings = {key: bench.readings[key] for key in PLOTTED if key in bench.readings}
        values = {"readings": finite(readings), **finite({"arrow_mean": arrow})}
        click.echo(json.dumps({"event": "Scored", **scores, **values}))

    def changed(self, step: int, what: str, value: str) -> None:
        """Print that something was changed after `step` rounds."""
        click.echo(json.dumps({"event": "Changed", "step": step, "what": what, "value": value}))

    def ended(self, bench: Bench, state: str, trained: bool) -> None:
        """Print where it stands and the address of its settings."""
        words = {"address": _address(bench, trained)}
        click.echo(json.dumps({"event": "Ended", "state": state, "step": bench.step, **words}))


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if key == "modes" else f"{value:.4f}"


def _address(bench: Bench, trained: bool) -> str:
    return address(to_link(bench.config) | ({START: TRAINED} if trained else {}))
