"""StyleGAN as a game: exact resume with the mean of w and of path lengths, phases that are lazy."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrize import is_parametrized

from gan_core.losses.path_length import MEMORY
from gan_core.recipes.stylegan import RECIPE
from tests.gan_core.play import fresh, resumed, snapshots
from tests.gan_core.recipes.small import small_game

SMALL = {
    "latent": 4, "batch": 4, "style": 5, "g_width": 2, "d_width": 2, "most": 4,
    "critic": "residual", "r1": 0.1,
}  # fmt: skip
BOTH = {"path": 2.0, "path_every": 2, "r1_every": 3}


maker = partial(small_game, RECIPE, SMALL)


@pytest.mark.parametrize(
    "changes",
    [
        {"critic": "spectral", "r1": 0.0},
        BOTH,
        {"form": "adain"},
        {"layer_noise": False, "mixing": 0.0, "ema": 0.0},
        {"clip": 0.1},
    ],
    ids=["fast", "lazy", "adain", "plain", "clipped"],
)
def test_it_resumes_bit_for_bit_from_any_round(changes: dict[str, Any]) -> None:
    make = maker(**changes)
    whole = fresh(make)
    for cut in snapshots(whole, 7):
        assert resumed(make, cut.tensors, cut.document).advance(7).hash == whole.hash, cut.step


def test_the_means_are_part_of_what_is_kept() -> None:
    make = maker(**BOTH)
    whole = fresh(make).advance(4)
    mean = whole.game.net("G").mean
    assert mean.abs().sum() > 0 and whole.game.memory[MEMORY] > 0
    torch.testing.assert_close(whole.game.players["G"].ema.net.mean, mean)


def test_penalties_have_phases_of_their_own_and_rates_make_up_for_them() -> None:
    game, (stage,), _content = maker(**BOTH)(0)
    assert [(list(p.moves), p.every) for p in stage.phases] == [
        (["D"], 1), (["D"], 3), (["G"], 1), (["G"], 2)
    ]  # fmt: skip
    rates = {name: p.opt.param_groups[0] for name, p in game.players.items()}
    assert rates["D"]["lr"] == pytest.approx(2e-3 * 3 / 4)
    assert rates["D"]["betas"] == (0.0, pytest.approx(0.99 ** (3 / 4)))
    assert rates["G"]["lr"] == pytest.approx(2e-3 * 2 / 3)


def test_without_them_both_move_once_at_the_plain_rate() -> None:
    game, (stage,), _content = maker(r1=0.0)(0)
    assert [list(p.moves) for p in stage.phases] == [["D"], ["G"]]
    assert {p.opt.param_groups[0]["lr"] for p in game.players.values()} == {2e-3}


def test_r1_is_a_phase_and_other_penalties_stay_in_ds_loss() -> None:
    whole = fresh(maker(r2=0.5, r1_every=2))
    readings = [set(event.readings) for event in whole.rounds(2)]
    assert all("D/r2" in known for known in readings)
    assert ["D/r1" in known for known in readings] == [False, True] or [
        "D/r1" in known for known in readings
    ] == [True, False]


def test_the_fast_preset_has_dcgans_d_under_spectral_norm() -> None:
    d = small_game(RECIPE, {})(0)[0].net("D")
    weighted = [m for m in d.modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    assert len(weighted) == 4 and all(is_parametrized(layer) for layer in weighted)
