"""BigGAN as a game: exact resume, orthogonal regularisation in G's loss, the class it is told."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from gan_core.recipes.biggan import RECIPE
from tests.gan_core.play import fresh, resumed, snapshots
from tests.gan_core.recipes.small import small_game

SMALL = {"latent": 6, "batch": 4, "shared": 3, "g_width": 2, "d_width": 2, "most": 4}


maker = partial(small_game, RECIPE, SMALL)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"g_norm": "spectral", "orthogonal": 1e-4, "attention": True},
        {"n_critic": 2, "fakes": "fresh", "d_rate": 4.0, "ema": 0.0, "d_norm": "none"},
        {"r1": 0.1},
    ],
    ids=["fast", "all", "two rates", "flat"],
)
def test_it_resumes_bit_for_bit_from_any_round(changes: dict[str, Any]) -> None:
    make = maker(**changes)
    whole = fresh(make)
    for cut in snapshots(whole, 4):
        assert resumed(make, cut.tensors, cut.document).advance(4).hash == whole.hash, cut.step


def test_filters_are_kept_apart_only_where_that_is_wanted() -> None:
    (with_it,) = fresh(maker(orthogonal=1e-3)).rounds(1)
    (without,) = fresh(maker()).rounds(1)
    assert with_it.readings["G/orthogonal"] > 0
    assert "G/orthogonal" not in without.readings


def test_two_rates() -> None:
    game, _stages, _content = maker(lr=1e-4, d_rate=4.0)(0)
    rates = {name: one.opt.param_groups[0]["lr"] for name, one in game.players.items()}
    assert rates == {"G": 1e-4, "D": 4e-4}
