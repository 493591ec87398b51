"""SeqGAN: three stages, who moves in which, who lags, and exact resume at cuts in each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch

from gan_core.data.base import DataSet
from gan_core.data.spec import Tokens
from gan_core.game import Game, Stage
from gan_core.losses.policy import BASELINE
from gan_core.recipes import RECIPES, Plan
from gan_core.rng import Rng
from tests.gan_core.play import Make, Play, fresh, resumed, snapshot, snapshots

RECIPE = RECIPES["seqgan"]
TINY = {
    "embedding": 3, "g_width": 4, "d_embedding": 3, "d_width": 2, "batch": 8, "rollouts": 2,
    "d_steps": 2, "likelihood_epochs": 1, "critic_epochs": 1, "epochs": 2,
}  # fmt: skip


def lines(n: int = 24) -> DataSet:
    """Lines that count upwards, some of which end early."""
    spec = Tokens(5, ("end", *"abcd"), joint="", ends=True)
    rows = (torch.arange(n)[:, None] + torch.arange(5)) % 4 + 1
    rows[::3, 3:] = 0
    return DataSet("counting", spec, rows)


def make_of(**changes: object) -> Make:
    settings, data = RECIPE.preset("fast", {**TINY, **changes}), lines()

    def make(seed: int) -> tuple[Game, Sequence[Stage], DataSet]:
        game = RECIPE.make(settings, data.spec, Rng(seed))
        return game, RECIPE.stages(settings, Plan(data.spec, len(data))), data

    return make


def weights(play: Play, name: str) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in play.game.net(name).parameters()])


def test_likelihood_then_d_alone_then_the_game() -> None:
    play = fresh(make_of())
    assert [(one.name, one.steps, one.movers) for one in play.stages] == [
        ("likelihood", 3, ["G before"]),
        ("critic", 3, ["D"]),
        ("adversarial", 3, ["G", "D"]),
    ]
    assert play.stages[2].draws == 2


@pytest.mark.parametrize("missing", ["likelihood_epochs", "critic_epochs"])
def test_a_stage_of_no_epochs_is_left_out(missing: str) -> None:
    assert len(fresh(make_of(**{missing: 0})).stages) == 2


def test_g_learns_in_the_first_stage_and_rests_in_the_second() -> None:
    play = fresh(make_of())
    first = weights(play, "G")
    taught = weights(play.advance(3), "G")
    assert not taught.equal(first)
    play.advance(6)
    assert weights(play, "G").equal(taught)
    assert weights(play, "rollout").equal(taught) and weights(play, "likelihood").equal(taught)


def test_who_goes_on_lags_as_said_and_the_copy_stays() -> None:
    play = fresh(make_of(lag=0.75)).advance(6)
    before = weights(play, "rollout")
    play.advance(7)
    g = weights(play, "G")
    assert not g.equal(before)
    assert torch.allclose(weights(play, "rollout"), 0.75 * before + 0.25 * g, atol=1e-7)
    assert weights(play, "likelihood").equal(before)


def test_without_lag_who_goes_on_is_g() -> None:
    play = fresh(make_of(lag=0.0)).advance(8)
    assert torch.allclose(weights(play, "rollout"), weights(play, "G"), atol=1e-7)


def test_the_game_remembers_what_places_earn() -> None:
    play = fresh(make_of()).advance(6)
    assert torch.as_tensor(play.game.memory[BASELINE]).eq(0.5).all()
    play.advance(7)
    assert not torch.as_tensor(play.game.memory[BASELINE]).eq(0.5).all()


def test_it_resumes_bit_for_bit_at_every_cut_of_all_three_stages() -> None:
    make = make_of()
    play = fresh(make)
    taken = snapshots(play, 9)
    assert taken[-1].step == 9
    for one in taken:
        assert resumed(make, one.tensors, one.document).advance(9).hash == play.hash, one.step
    assert snapshot(play).step == 9


def test_a_constant_reward_moves_g_by_chance_alone() -> None:
    play = fresh(make_of(reward="constant")).advance(6)
    before = weights(play, "G")
    assert weights(play.advance(9), "G").equal(before)
