"""The seed plane: seeds at whole places, and nowhere a jump."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.plane import blended
from gan_core.latent.space import Space, space_of
from gan_core.usage import LAST_SEED
from tests.gan_core.latent.helpers import untrained

Z = Space(untrained("mlp", latent=200), "z")
W = space_of(untrained("stylegan", g_width=2, d_width=2, most=4, style=6))


@pytest.mark.parametrize("space", [Z, W], ids=["z", "w"])
def test_at_whole_places_are_the_seeds_themselves(space: Space) -> None:
    for across, up in ((0, 0), (2, 0), (0, 1), (3, 2)):
        wanted = space.points(1, 50 + across + 100 * up)[0]
        torch.testing.assert_close(blended(space, 50, across, up), wanted)


@pytest.mark.parametrize("space", [Z, W], ids=["z", "w"])
def test_there_is_no_jump_between_cells(space: Space) -> None:
    for place in ((1.0, 0.4), (0.3, 1.0), (1.0, 1.0)):
        before, after = (
            blended(space, 500, place[0] + step, place[1] + step) for step in (-1e-5, 1e-5)
        )
        torch.testing.assert_close(before, after, atol=1e-3, rtol=1e-3)


def test_between_seeds_z_is_as_long_as_seeds_are_and_w_is_their_mean() -> None:
    middle = blended(Z, 500, 0.5, 0.5)
    assert float(middle.norm()) == pytest.approx(200**0.5, rel=0.2)
    seeds = torch.cat([W.points(1, 500 + step) for step in (0, 1, 100, 101)])
    torch.testing.assert_close(blended(W, 500, 0.5, 0.5), seeds.mean(0))


@pytest.mark.parametrize("place", [(1001.0, 0.0), (0.0, -1001.0), (float("nan"), 0.0)])
def test_a_place_beyond_the_plane_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(UserError, match="seed plane goes from -1000 to 1000"):
        blended(Z, 0, *place)


def test_below_seed_0_the_plane_goes_on_with_the_last_ones() -> None:
    torch.testing.assert_close(blended(Z, 0, -1, 0), Z.points(1, LAST_SEED - 1)[0])


def test_a_seed_out_of_range_is_refused() -> None:
    with pytest.raises(UserError, match="whole number from 0"):
        blended(Z, -5, 0, 0)
