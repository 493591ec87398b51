"""Moving one point: along directions in standard deviations, and towards the centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError, unknown
from gan_core.latent.directions import Directions, along_features, closed_form, principal
from gan_core.latent.points import REACH, point
from gan_core.latent.space import Space

SAMPLES = 4000
"""Points that directions are taken from."""
MEASURED = 1000
"""Points that the reach of a direction is taken from."""
HOW = ("pca", "features", "weights")


def directions_of(space: Space, how: str, count: int) -> Directions:
    """Return the directions of a space that matter most.

    pca: where points vary most (of w: GANSpace). features: what moves the pictures' pixels most.
    weights: what G's first layer, or its styles, stretch most (SeFa).

    Raises:
        UserError: there is no such way, or not so many directions.
    """
    if how == "pca":
        return principal(space.points(SAMPLES), count)
    if how == "features":
        points = space.points(SAMPLES)
        return along_features(points, space.pictures(points).flatten(1), count)
    if how == "weights":
        return closed_form(space.weights(), count)
    raise unknown(N_("Directions are not taken by {name!r}. There are: {known}.{hint}"), how, HOW)


@dataclass(frozen=True, eq=False)
class Steering:
    """A space with directions that its points are moved along.

    vectors (K, size): of length 1. scale (K,): the standard deviation of points along each.
    """

    space: Space
    vectors: Tensor
    scale: Tensor

    def point(
        self,
        seed: int,
        *,
        replacements: Mapping[int, float] | None = None,
        along: Mapping[int, float] | None = None,
        psi: float = 1.0,
        start: Tensor | None = None,
    ) -> Tensor:
        """Return the point (size,) of `seed`, truncated to `psi`, moved, some numbers replaced.

        start: a point (size,) in place of the seed's, for instance what a search found.

        along: {direction from 0: standard deviations in [-REACH, REACH]}. replacements: {number of
        the point: its value}, in z alone, before anything else.

        Raises:
            UserError: the seed, a number, a direction or psi is out of range.
        """
        if replacements and (self.space.name != "z" or start is not None):
            raise UserError(N_("Only the numbers of a seed's z are moved one by one."))
        if start is None:
            start = self._of_seed(seed, replacements or {})
        moved = self.space.truncated(start, psi)
        for number, amount in (along or {}).items():
            moved = moved + self._step(number, amount)
        return moved

    def _of_seed(self, seed: int, replacements: Mapping[int, float]) -> Tensor:
        if self.space.name == "z":
            return point(self.space.model, seed, replacements)
        return self.space.points(1, seed)[0]

    def _step(self, number: int, amount: float) -> Tensor:
        if not 0 <= number < len(self.vectors):
            raise UserError(
                N_("There is no direction {number}: here are {count}."),
                number=number,
                count=len(self.vectors),
            )
        if not -REACH <= amount <= REACH:  # also refuses what is no number
            raise UserError(
                N_("A point moves from {low:g} to {high:g} along a direction, not by {value:g}."),
                low=-REACH,
                high=REACH,
                value=amount,
            )
        return amount * self.scale[number] * self.vectors[number]


def steering(space: Space, how: str | None = None, count: int = 6) -> Steering:
    """Return the steering of a space along `count` directions; without `how` there are none.

    Fewer where the space has fewer numbers.

    Raises:
        UserError: see `directions_of`.
    """
    if how is None:
        return Steering(space, torch.empty(0, space.size), torch.empty(0))
    vectors = directions_of(space, how, min(count, space.size)).vectors
    return Steering(space, vectors, reaches(space, vectors))


def reaches(space: Space, vectors: Tensor) -> Tensor:
    """Return the standard deviation (K,) of points along directions (K, size)."""
    return (space.points(MEASURED) @ vectors.t()).std(0)
