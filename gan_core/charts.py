"""Which readings of a run are drawn together: a recipe says so, the rest follows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gan_core.errors import N_, Message

Colour = Literal["real", "fake", "G", "D", "other"]
"""Whose a line is; pages give each the same colour everywhere."""


@dataclass(frozen=True)
class Line:
    """One curve: the reading it shows, its translatable name, and whose it is."""

    reading: str
    name: Message
    colour: Colour = "other"


@dataclass(frozen=True)
class Chart:
    """Some curves over the steps; `key` tells it from other charts, `alt` describes it."""

    key: str
    title: Message
    alt: Message
    lines: tuple[Line, ...]


def chart(key: str, title: str, alt: str, *lines: Line) -> Chart:
    """Return a chart of translatable texts."""
    return Chart(key, Message(title), Message(alt), lines)


def line(reading: str, name: str, colour: Colour = "other") -> Line:
    """Return a line of a translatable name."""
    return Line(reading, Message(name), colour)


LOSSES = chart(
    "loss",
    N_("Losses (dashed: at the equilibrium)"),
    N_("Loss of G and of D by step"),
    line("G/loss", "G", "G"),
    line("D/loss", "D", "D"),
)
OUTPUTS = chart(
    "output",
    N_("D's mean output"),
    N_("D's mean output on real items and on fakes by step"),
    line("D(real)", N_("on real"), "real"),
    line("D(fake)", N_("on fake"), "fake"),
)
GRADIENTS = chart(
    "grad",
    N_("Gradient norms"),
    N_("Norm of the gradient of G and of D by step"),
    line("G/grad", "G", "G"),
    line("D/grad", "D", "D"),
)
USUAL = (LOSSES, OUTPUTS, GRADIENTS)
"""What a game of one G and one D draws."""
ACCURACY = chart(
    "accuracy",
    N_("Digits that D reads correctly"),
    N_("Share of digits that D reads correctly, on real and on fake pictures"),
    line("accuracy class real", N_("on real"), "real"),
    line("accuracy class", N_("on fake"), "fake"),
)
"""Of a D that also classifies."""


def usual_of(readings: Sequence[str]) -> tuple[Chart, ...]:
    """Return what USUAL draws, of the players that `readings` tell of where they have other names.

    For a recipe that says nothing of charts and whose players are G1, D1, G2, D2.
    """
    if any(one.reading in readings for known in USUAL for one in known.lines):
        return USUAL
    ends = (("/loss",), ("(real)", "(fake)"), ("/grad",))
    return tuple(
        replace(known, lines=tuple(_named(name) for name in readings if name.endswith(end)))
        for known, end in zip(USUAL, ends, strict=True)
    )


def _named(reading: str) -> Line:
    """Return the line of a reading by its player: G1/loss is G1's, D1(fake) stays D1(fake)."""
    return Line(reading, Message("{name}", {"name": reading.partition("/")[0]}))


def own_readings(charts: Iterable[Chart], readings: Sequence[str]) -> list[Chart]:
    """Return a chart for each reading that a recipe notes itself and no chart shows.

    Not the parts of losses, nor what is read of every D: see `parts_of_losses`.
    """
    shown = {one.reading for known in charts for one in known.lines}
    own = [name for name in readings if name not in shown and "/" not in name and "(" not in name]
    return [_alone(name) for name in own]


def parts_of_losses(charts: Iterable[Chart], readings: Sequence[str]) -> list[Chart]:
    """Return one chart a player of all that is read of it and that no chart shows."""
    shown = {one.reading for known in charts for one in known.lines}
    players: dict[str, list[str]] = {}
    for name in readings:
        player, slash, _ = name.partition("/")
        if slash and player != "score" and name not in shown:
            players.setdefault(player, []).append(name)
    title, alt = N_("Further readings of {player}"), N_("Further readings of {player} by step")
    return [
        Chart(
            f"parts-{player}",
            Message(title, {"player": player}),
            Message(alt, {"player": player}),
            tuple(Line(name, Message("{name}", {"name": name})) for name in names),
        )
        for player, names in players.items()
    ]


def _alone(name: str) -> Chart:
    said = Message("{name}", {"name": name})
    alt = Message(N_("{name} by step"), {"name": name})
    return Chart(f"own-{name}", said, alt, (Line(name, said),))
