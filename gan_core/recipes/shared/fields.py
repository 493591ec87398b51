"""Settings that several kinds of networks have: who moves when, what z and pictures are."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from gan_core.errors import N_, UserError

Moves = Literal["together", "in_turn"]


def moves_field() -> Any:
    """Return the field that says whether D and G move at one point or one after the other."""
    return Field(
        "in_turn",
        title=N_("Moves"),
        description=N_("Together: both gradients at one point, then both steps. In turn: D first."),
    )


def prior_field() -> Any:
    """Return the field that says what z reaches G as."""
    return Field(
        "normal",
        title=N_("Distribution of z"),
        description=N_(
            "Normal is N(0, 1); the others map each number of z evenly: uniform to [-1, 1], wide "
            "to [-√3, √3] (variance 1), cube to [0, 1]."
        ),
    )


def levels_field() -> Any:
    """Return the field that says at which brightness D reads pictures."""
    return Field(
        "signed",
        title=N_("Brightness that D reads"),
        description=N_(
            "Signed: -1 to 1. Unit: 0 to 1, and G ends in a sigmoid. Penalties then count D's "
            "slope in that unit. With SGD, D learns more slowly from the smaller numbers."
        ),
    )


def check_moves(moves: Moves, n_critic: int) -> None:
    """Raise UserError where players that move together are to move different numbers of times."""
    if moves == "together" and n_critic > 1:
        raise UserError(
            N_(
                "With moves together each player moves once a round: let D move once "
                "(n_critic=1), or let the players move in turn (moves=in_turn)."
            )
        )
