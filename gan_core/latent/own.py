"""A direction of one's own as a file: its name, its numbers, and the model that it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Literal

import torch
from pydantic import Field, ValidationError
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.directions import Fitted, without
from gan_core.latent.space import Space, SpaceName
from gan_core.latent.steering import Steering, reaches
from gan_core.model import Model
from gan_core.settings.strict import Strict

NAME_LIMIT = 40
FILE_LIMIT = 2**20
"""Bytes of a file; what is longer is cut, and so is no file of a direction."""
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]


class Direction(Strict):
    """What a .json file of a direction holds.

    of: the run that its model comes from, see `origin`. vector: of length 1. accuracy: of telling
    labelled samples apart when fitted without them, chance: of the more frequent answer alone.
    """

    schema_version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    of: str = Field(max_length=300)
    space: SpaceName
    vector: tuple[Number, ...] = Field(min_length=1, max_length=4096)
    accuracy: float | None = Field(None, ge=0, le=1)
    chance: float | None = Field(None, ge=0, le=1)

    def tensor(self) -> Tensor:
        """Return the vector (size,)."""
        return torch.tensor(self.vector)

    def content(self) -> bytes:
        """Return the file."""
        return self.model_dump_json(indent=1).encode()


def origin(model: Model) -> str:
    """Return what names the run that a model comes from; all its checkpoints share it."""
    names = (model.card.get(key, "?") for key in ("recipe", "data", "seed", "created"))
    return " ".join(map(str, names))


def direction_of(content: bytes, space: Space) -> Direction:
    """Return the direction in a file, for points of `space`.

    Raises:
        UserError: it is no such file, or its direction is another model's.
    """
    try:
        direction = Direction.model_validate_json(content[: FILE_LIMIT + 1])
    except ValidationError:
        raise UserError(N_("This is no file of a direction.")) from None
    if direction.of != origin(space.model):
        raise UserError(
            N_("{name!r} is a direction of another model: {of}."),
            name=direction.name,
            of=direction.of,
        )
    vector = direction.tensor()
    if direction.space != space.name or len(vector) != space.size:
        raise UserError(
            N_("{name!r} has {count} numbers of {there}; a point has {size} of {here} here."),
            name=direction.name,
            count=len(vector),
            there=direction.space,
            size=space.size,
            here=space.name,
        )
    if not abs(float(vector.norm()) - 1) < 1e-3:
        raise UserError(N_("{name!r} is not of length 1."), name=direction.name)
    return direction


def fitted_direction(space: Space, name: str, result: Fitted) -> Direction:
    """Return what was fitted in a space as a direction with a name, cut to the longest allowed.

    Raises:
        UserError: the name is empty.
    """
    if not name.strip():
        raise UserError(N_("A direction needs a name."))
    return Direction(
        name=name.strip()[:NAME_LIMIT],
        of=origin(space.model),
        space=space.name,
        vector=tuple((result.vector / result.vector.norm()).tolist()),
        accuracy=result.accuracy,
        chance=result.chance,
    )


def along(space: Space, directions: Sequence[Direction]) -> Steering:
    """Return the steering of a space along directions of its own, in standard deviations."""
    vectors = torch.stack([one.tensor() for one in directions])
    return Steering(space, vectors, reaches(space, vectors))


def sum_named(directions: Sequence[Direction]) -> Direction:
    """Return the direction that goes along all of `directions` alike, named after them.

    Raises:
        UserError: there are fewer than two, of two models, or they take each other back.
    """
    first = directions[0] if directions else None
    if first is None or len(directions) < 2:
        raise UserError(N_("Two directions or more are added up."))
    if {(one.of, one.space, len(one.vector)) for one in directions} != {
        (first.of, first.space, len(first.vector))
    }:
        raise UserError(N_("Directions of two models cannot be added up."))
    total = torch.stack([one.tensor().double() for one in directions]).sum(0)
    if float(total.norm()) < 1e-6:
        raise UserError(N_("These directions take each other back: nothing is left."))
    name = " + ".join(one.name for one in directions)[:NAME_LIMIT]
    return named(first, name, total / total.norm())


def without_others(direction: Direction, others: Sequence[Direction]) -> Direction:
    """Return a direction made orthogonal to `others`, so that it leaves alone what these move.

    Raises:
        UserError: nothing is left of it.
    """
    vectors = torch.stack([one.tensor() for one in others])
    name = " - ".join(one.name for one in (direction, *others))[:NAME_LIMIT]
    return named(direction, name, without(direction.tensor(), vectors))


def renamed(direction: Direction, others: Collection[str]) -> Direction:
    """Return a direction whose name is none of `others`: with a number behind it."""
    name, number = direction.name, 2
    while name in others:
        name = f"{direction.name[: NAME_LIMIT - 4]} {number}"
        number += 1
    return direction.model_copy(update={"name": name})


def named(like: Direction, name: str, vector: Tensor) -> Direction:
    """Return a direction of the model and space of `like`, of `vector` (size,) of length 1."""
    numbers = tuple(vector.float().tolist())
    return Direction(name=name, of=like.of, space=like.space, vector=numbers)
