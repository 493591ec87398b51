"""Which readings of a run are drawn together: a recipe says so, the rest follows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gan_core.errors import N_, Message

if TYPE_CHECKING:
    from gan_core.game import Role

Colour = Literal["real", "fake", "G", "D", "other"]
"""Whose a line is; pages give each the same colour everywhere, and a second one in the same chart
another."""


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


def usual_of(roles: Mapping[str, Role]) -> tuple[Chart, Chart, Chart]:
    """Return what is drawn of the players `roles` where a recipe says nothing: losses, what the
    judges say, and gradients.
    """
    judges = [name for name, role in roles.items() if role == "judges"]
    return (
        chart(
            "loss",
            N_("Losses (dashed: at the equilibrium)"),
            N_("Loss of each player by step"),
            *_of_each(roles, "loss"),
        ),
        chart(
            "output",
            N_("D's mean output"),
            N_("D's mean output on real items and on fakes by step"),
            *(line for name in judges for line in _outputs(name, alone=len(judges) == 1)),
        ),
        chart(
            "grad",
            N_("Gradient norms"),
            N_("Norm of the gradient of each player by step"),
            *_of_each(roles, "grad"),
        ),
    )


def _of_each(roles: Mapping[str, Role], what: str) -> list[Line]:
    colours: dict[Role, Colour] = {"makes": "G", "judges": "D"}
    return [line(f"{name}/{what}", name, colours[role]) for name, role in roles.items()]


def _outputs(judge: str, *, alone: bool) -> tuple[Line, Line]:
    real, fake = f"{judge}(real)", f"{judge}(fake)"
    names = (N_("on real"), N_("on fake")) if alone else (real, fake)
    return line(real, names[0], "real"), line(fake, names[1], "fake")


ROLES: dict[str, Role] = {"G": "makes", "D": "judges"}
"""Who plays in a game of one G and one D."""
USUAL = LOSSES, OUTPUTS, GRADIENTS = usual_of(ROLES)
"""What such a game draws."""
ACCURACY = chart(
    "accuracy",
    N_("Digits that D reads correctly"),
    N_("Share of digits that D reads correctly, on real and on fake pictures"),
    line("accuracy class real", N_("on real"), "real"),
    line("accuracy class fake", N_("on fake, D's move"), "D"),
    line("accuracy class", N_("on fake, G's move"), "G"),
)
"""Of a D that also classifies."""


def further_readings(
    charts: Iterable[Chart], readings: Sequence[str], roles: Mapping[str, Role]
) -> tuple[list[Chart], list[Chart]]:
    """Return charts of the `readings` that no chart shows: what a recipe notes itself, one each;
    and what is read of each player (the parts of its loss, its D's separation), one a player.
    """
    plotted_names = {one.reading for chart in charts for one in chart.lines}
    own: list[Chart] = []
    players: dict[str, list[str]] = {}
    for name in readings:
        player = next((one for one in roles if name.startswith((f"{one}/", f"{one}("))), None)
        if name in plotted_names:
            continue
        if player is None:
            own.append(_alone(name))
        else:
            players.setdefault(player, []).append(name)
    return own, [_parts(player, names) for player, names in players.items()]


def _parts(player: str, names: Sequence[str]) -> Chart:
    values: dict[str, object] = {"player": player}
    title = Message(N_("Further readings of {player}"), values)
    alt = Message(N_("Further readings of {player} by step"), values)
    lines = tuple(Line(name, Message("{name}", {"name": name})) for name in names)
    return Chart(f"parts-{player}", title, alt, lines)


def _alone(name: str) -> Chart:
    title = Message("{name}", {"name": name})
    alt = Message(N_("{name} by step"), {"name": name})
    return Chart(f"own-{name}", title, alt, (Line(name, title),))
