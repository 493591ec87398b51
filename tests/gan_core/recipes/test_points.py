"""The GAN of points: shapes, refusals, D's pack, the falling rate, and exact resume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from gan_core.answers import verdict
from gan_core.data.base import DataSet
from gan_core.data.synthetic import blobs, grid, ring
from gan_core.errors import CheckpointError, UserError
from gan_core.files import container
from gan_core.game import Game, Phase, Stage, Turn
from gan_core.losses.objectives import OBJECTIVES
from gan_core.recipe import Plan
from gan_core.recipes.points import RECIPE
from gan_core.rng import Rng
from gan_core.usage import Request
from tests.gan_core.play import Make, fresh, resumed, snapshot, snapshots

SMALL = {"g_width": 4, "d_width": 4, "latent": 2, "batch": 8, "epochs": 4}
CASES = [
    {"preset": "fast"},
    {"preset": "source", "depth": 2},
    {"preset": "fast", "pack": 4, "r2": 0.1, "objective": "relativistic", "last_rate": 0.1},
    {"preset": "source", "depth": 1, "d_norm": "spectral", "objective": "hinge", "noise": 0.1},
    {"preset": "source", "depth": 1, "n_critic": 2, "gp": 1.0, "objective": "wasserstein"},
    {"preset": "lab", "g_steps": 3, "prior": "uniform", "activation": "tanh", "d_depth": 0},
    {
        "preset": "lab",
        "n_critic": 2,
        "g_steps": 3,
        "depth": 0,
        "activation": "elu",
        "last_rate": 0.5,
    },
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda c: "+".join(map(str, c.values())))


def maker(preset: str = "fast", data: DataSet | None = None, **changes: Any) -> Make:
    content = data or ring(count=22)
    settings = RECIPE.preset(preset, {**SMALL, **changes})

    def make(seed: int) -> tuple[Game, Sequence[Stage], DataSet]:
        game = RECIPE.make(settings, content.spec, Rng(seed))
        return game, RECIPE.stages(settings, Plan(content.spec, len(content))), content

    return make


@every_case
def test_a_run_cut_at_any_round_and_resumed_ends_in_the_same_state(case: dict[str, Any]) -> None:
    make = maker(**case)
    whole = fresh(make)
    taken = snapshots(whole, 14)
    assert [cut.step for cut in taken] == list(range(15))
    for cut in taken:
        assert resumed(make, cut.tensors, cut.document).advance(14).hash == whole.hash, cut.step


def test_a_run_resumed_from_a_file_ends_in_the_same_state(tmp_path: Any) -> None:
    make, file = maker(**CASES[2]), tmp_path / "cut.safetensors"
    cut = snapshot(fresh(make).advance(6))
    file.write_bytes(container.pack(cut.tensors, cut.document))
    again = resumed(make, *container.read(file)).advance(12)
    assert again.hash == fresh(make).advance(12).hash


def test_a_state_that_lacks_any_key_is_noticed() -> None:
    make = maker(**CASES[2])
    cut = snapshot(fresh(make).advance(4))
    wanted = resumed(make, cut.tensors, cut.document).advance(6).hash
    for key in cut.tensors:
        fewer = {other: value for other, value in cut.tensors.items() if other != key}
        try:
            assert resumed(make, fewer, cut.document).advance(6).hash != wanted, key
        except (CheckpointError, KeyError):
            continue


@every_case
def test_points_come_out_and_every_term_is_per_verdict(case: dict[str, Any]) -> None:
    play = fresh(maker(**case))
    made = RECIPE.use.make({"G": play.game.net("G")}, Request(torch.randn(8, 2))).x
    assert made.shape == (8, 2) and made.dtype == torch.float32
    logits = verdict(play.game.net("D")(made)).logit
    assert logits.shape == (8 // case.get("pack", 1),)
    first = play.feed._order[0]
    turn = Turn(play.game, play.stages[0].batches(play.feed)[0])
    assert torch.equal(turn.batch.x[0], play.feed.data.items[first])
    for phase in play.stages[0].phases:
        for loss in phase.moves.values():
            assert {term.shape for term in loss(turn).values()} == {logits.shape}


@every_case
def test_the_stated_equilibrium_names_readings_that_are_plotted(case: dict[str, Any]) -> None:
    settings = RECIPE.preset(
        case["preset"], {**SMALL, **{k: v for k, v in case.items() if k != "preset"}}
    )
    readings = next(fresh(maker(**case)).rounds(1)).readings
    assert RECIPE.references(settings).keys() <= readings.keys()
    assert all(value.ndim == 0 and value.isfinite() for value in readings.values())


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_d_alone_learns_to_rank_real_above_fake(objective: str) -> None:
    play = fresh(maker(objective=objective, d_width=16, lr=0.01, data=grid(count=64)))
    (stage,) = play.stages
    loss = stage.phases[0].moves["D"]
    play.stages = (Stage("D alone", 60, (Phase({"D": loss}),), stage.view, stage.batch),)
    play.advance()
    with torch.no_grad():
        fake = play.game.net("G")(torch.randn(64, 2, generator=torch.Generator().manual_seed(2)))
        real, made = (play.game.net("D")(x).mean() for x in (play.feed.data.items, fake))
    assert real > made + 0.05


def test_g_is_not_bounded() -> None:
    g = fresh(maker()).game.net("G")
    with torch.no_grad():
        assert g(torch.full((1, 2), 1e4)).abs().max() > 100


def test_the_rate_falls_to_the_share_asked_for_over_the_epochs_and_stays() -> None:
    play = fresh(maker(lr=1e-3, d_rate=2.0, last_rate=0.1, epochs=4))
    rounds = play.stages[0].steps
    assert rounds == 11

    def rates() -> list[float]:
        return [play.game.players[name].opt.param_groups[0]["lr"] for name in "GD"]

    play.advance(rounds)
    assert rates() == pytest.approx([1e-4, 2e-4])
    play.advance(rounds + 20)
    assert rates()[0] == pytest.approx(1e-4)
    still = fresh(maker(lr=1e-3, last_rate=1.0)).advance(3).game.players["G"].opt
    assert still.param_groups[0]["lr"] == 1e-3


def test_a_pack_is_seen_as_one() -> None:
    d = fresh(maker(pack=2, d_width=32)).game.net("D")
    pack = torch.randn(2, 2, generator=torch.Generator().manual_seed(1))
    other = torch.stack([pack[0], pack[1] + 1])
    with torch.no_grad():
        alone, both = d(pack).logit, d(torch.cat([pack, other])).logit
        assert alone != d(pack.flip(0)).logit and alone != d(other).logit
        torch.testing.assert_close(both, torch.cat([alone, d(other).logit]))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"augment": "translation"}, "augment must be one of none"),
        ({"pack": 3}, "batch of 8 does not split into packs of 3"),
        ({"d_norm": "batch"}, "d_norm must be one of none, spectral"),
        ({"objective": "wasserstein", "r1": 0.0}, "no lower bound"),
    ],
    ids=["augment", "pack", "batchnorm", "wasserstein"],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        RECIPE.preset("fast", {**SMALL, **changes})


def test_pictures_are_refused() -> None:
    with pytest.raises(UserError, match="points makes points; the data set holds pictures"):
        RECIPE.make(RECIPE.preset(), blobs().spec, Rng(1))
