"""One point of latent space: a seed's, with a few of its numbers moved."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.model import Model
from gan_core.usage import seeded_noise

REACH = 3.0
"""How far from 0 a number may be moved, in standard deviations of the noise."""


def point(model: Model, seed: int, replacements: Mapping[int, float]) -> Tensor:
    """Return the latent of `seed`, (latent,), with `replacements` put in place of its own numbers.

    replacements: {dimension from 0: value in [-REACH, REACH]}.

    Raises:
        UserError: the seed, a dimension or a value is out of range.
    """
    z = seeded_noise(1, model.latent, seed)[0]
    for dimension, value in replacements.items():
        if not 0 <= dimension < model.latent:
            raise UserError(
                N_("There is no dimension z{dimension}: this model has {count}."),
                dimension=dimension,
                count=model.latent,
            )
        if not -REACH <= value <= REACH:  # also refuses what is no number
            raise UserError(
                N_("z{dimension} must be from {low:g} to {high:g}, not {value:g}."),
                dimension=dimension,
                low=-REACH,
                high=REACH,
                value=value,
            )
        z[dimension] = value
    return z
