"""Moving one point along directions: by how much, from where, and what is refused."""

from __future__ import annotations

import math

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.space import Space, space_of
from gan_core.latent.steering import HOW, Steering, steering
from tests.gan_core.latent.helpers import untrained

STYLES = {"g_width": 2, "d_width": 2, "most": 4, "style": 6}


@pytest.fixture(scope="module")
def space() -> Space:
    return space_of(untrained("mlp"))


@pytest.mark.parametrize("how", HOW)
def test_a_point_moves_by_standard_deviations_of_points(space: Space, how: str) -> None:
    ways = steering(space, how, 3)
    assert ways.scale.tolist() == pytest.approx([1, 1, 1], abs=0.1)  # z is N(0, I)
    moved = ways.point(4, along={1: 2.0}) - space.points(1, 4)[0]
    torch.testing.assert_close(moved, 2 * ways.scale[1] * ways.vectors[1])


def test_styles_have_a_scale_of_their_own() -> None:
    styles = space_of(untrained("stylegan", **STYLES))
    ways = steering(styles, "pca", 6)
    points = styles.points(1000)
    along = (points @ ways.vectors.t()).std(0)
    torch.testing.assert_close(ways.scale, along)
    assert ways.scale[0] > ways.scale[5]


def test_truncation_comes_before_the_move(space: Space) -> None:
    ways = steering(space, "weights", 2)
    point = ways.point(4, along={0: -1.5}, psi=0.5)
    wanted = 0.5 * space.points(1, 4)[0] - 1.5 * ways.scale[0] * ways.vectors[0]
    torch.testing.assert_close(point, wanted)


def test_numbers_of_z_are_replaced_first(space: Space) -> None:
    ways = steering(space)
    point = ways.point(4, replacements={3: 1.25})
    assert point[3] == 1.25 and len(ways.vectors) == 0
    wanted = space.points(1, 4)[0]
    wanted[3] = 1.25
    assert torch.equal(point, wanted)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"along": {9: 1.0}}, "no direction 9"),
        ({"along": {-1: 1.0}}, "no direction -1"),
        ({"along": {0: math.nan}}, "from -3 to 3"),
        ({"along": {0: 3.1}}, "from -3 to 3"),
        ({"psi": math.nan}, "Truncation must be"),
        ({"replacements": {99: 0.0}}, "no dimension z99"),
    ],
)
def test_what_is_no_move_is_refused(space: Space, words: dict[str, object], why: str) -> None:
    with pytest.raises(UserError, match=why):
        steering(space, "weights", 2).point(0, **words)  # type: ignore[arg-type]


def test_numbers_of_w_are_not_moved_one_by_one() -> None:
    styles = space_of(untrained("stylegan", **STYLES))
    with pytest.raises(UserError, match="Only the numbers of a seed's z"):
        steering(styles).point(0, replacements={0: 1.0})


def test_a_small_space_has_fewer_directions(space: Space) -> None:
    assert len(steering(space, "weights", 50).vectors) == space.size
    with pytest.raises(UserError, match="not taken by 'magic'"):
        steering(space, "magic")
    assert isinstance(steering(space), Steering)
