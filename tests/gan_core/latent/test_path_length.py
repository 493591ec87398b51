"""Perceptual path length: straight features reach the floor, and nothing goes below it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from gan_core.errors import UserError
from gan_core.latent.path_length import path_length
from gan_core.latent.space import Space
from tests.gan_core.latent.helpers import normal, untrained


@dataclass(frozen=True, eq=False)
class Linear(Space):
    """A space whose pictures are a linear map of its points."""

    def pictures(self, points: Tensor, label: str | int | None = None) -> Tensor:
        return points @ normal(self.size, 6)


def flat(pictures: Tensor) -> Tensor:
    return pictures.flatten(1)


def test_a_linear_g_reaches_the_floor_along_lerp_and_not_along_slerp() -> None:
    space = Linear(untrained("mlp"), "z")
    straight, round_ = (path_length(space, flat, kind, pairs=200) for kind in ("lerp", "slerp"))
    assert straight.detour == pytest.approx(1, rel=1e-3)
    assert round_.floor == pytest.approx(straight.floor)
    assert round_.detour > 1.1


def test_features_that_jump_go_further() -> None:
    space = Linear(untrained("mlp"), "z")
    lengths = [
        path_length(space, lambda x, f=f: (f * x).sin(), "lerp", pairs=200).detour
        for f in (0.01, 1.0, 3.0)
    ]
    assert lengths[0] == pytest.approx(1, rel=0.01) and lengths[0] < lengths[1] < lengths[2]


def test_the_same_seed_gives_the_same_length_and_another_g_another() -> None:
    space = Space(untrained("mlp"), "z")
    assert path_length(space, flat, pairs=8) == path_length(space, flat, pairs=8)
    assert path_length(space, flat, pairs=8) != path_length(space, flat, pairs=8, seed=1)


def test_what_is_no_walk_is_refused() -> None:
    space = Space(untrained("mlp"), "z")
    with pytest.raises(UserError, match="no walk 'jump'"):
        path_length(space, flat, "jump")
    with pytest.raises(UserError, match="at least two walks"):
        path_length(space, flat, pairs=1)


def test_pictures_that_are_all_alike_have_no_length() -> None:
    length = path_length(Space(untrained("mlp"), "z"), lambda x: torch.zeros(len(x), 3), pairs=4)
    assert (length.value, length.floor, length.detour) == (0.0, 0.0, float("inf"))
