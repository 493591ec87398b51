"""What a lab may cost: a link must not take a server's cores or memory for itself."""

from __future__ import annotations

from collections.abc import Mapping

from gan_core.errors import N_, Message, UserError
from gan_core.recipes.points import Settings

MOST: Mapping[str, int] = {
    "latent": 64,
    "depth": 6,
    "d_depth": 6,
    "g_width": 256,
    "d_width": 256,
    "batch": 1024,
    "pack": 8,
    "n_critic": 10,
}
"""The largest value of each setting in a lab; the recipe itself ends `g_steps` at 10."""
MOST_POINTS = 2560
"""The largest batch x (D moves + G moves) of a round."""


def check_cost(settings: Settings) -> None:
    """Refuse settings whose rounds are too slow or whose networks are too large for a lab.

    The dearest round that passes (six hidden layers of 256 in both, 232 points, ten moves of D
    and one of G, spectral norm, gradient penalty, R1 and R2) took 0.66 s of one core, and its
    whole state is 9.1 MiB (`time.thread_time` on one thread of a server's CPU).

    Raises:
        UserError: what is too much, and what to lower.
    """
    for key, most in MOST.items():
        value = getattr(settings, key)
        if value > most:
            title = Settings.model_fields[key].title or key
            raise UserError(
                N_("{what} of {value} is too much for a lab: lower it to {most} or less."),
                what=Message(title),
                value=value,
                most=most,
            )
    moves = settings.n_critic + settings.g_steps
    if settings.batch * moves > MOST_POINTS:
        raise UserError(
            N_(
                "A batch of {batch} in {moves} moves a round is too much for a lab: lower the "
                "batch size to {most} or less, or let the players move less often."
            ),
            batch=settings.batch,
            moves=moves,
            most=MOST_POINTS // moves // settings.pack * settings.pack,
        )
