"""A batch given twice costs every player of every recipe the same, and pulls it the same way."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from gan_core.data.base import Batch
from gan_core.game import Turn
from gan_core.losses import penalties
from gan_core.nets.style_critic import BatchDeviation
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.train import gradient_norm
from tests.gan_core.play import fresh
from tests.gan_core.recipes.small import DUEL_CASES, DUEL_IDS, DUELS, SPECS, data_of, latents, maker

ALL_PENALTIES = {"r1": 1.0, "r2": 1.0, "gp": 1.0, "d_norm": "none"}


def middle(real: Tensor, fake: Tensor, rng: Rng, group: int = 1) -> Tensor:
    return (real.detach() + fake.detach()) / 2


def costs(
    times: int, name: str, preset: str, shape: str, **changes: Any
) -> dict[str, tuple[float, float]]:
    """What each player pays for one batch given `times` times, and how hard it is pulled.

    Nothing is drawn at random: z is given, there is no dropout, and points between lie halfway. In
    float64: BatchNorm of a few pictures that hardly differ makes much of float32's last digits.
    """
    fields = RECIPES[name].settings.model_fields
    chances = {"dropout": 0.0, "g_dropout": 0.0, "mixing": 0.0, "layer_noise": False}
    quiet: dict[str, Any] = {key: off for key, off in chances.items() if key in fields}
    play = fresh(maker(name, preset, data_of(shape), **quiet, **changes))
    game, (stage,) = play.game, play.stages
    if RECIPES[name].preset(preset, changes).d_norm == "spectral":
        game.net("D").eval()  # else each pass improves its estimate of the largest singular value
    for net in (game.net("G"), game.net("D")):
        net.double()
    batch, z = stage.batches(play.feed)[0], latents(game, 4).double()
    game.rng.normal = lambda count, width, stream="z": z.repeat(count // len(z), 1)
    found = {}
    for phase in stage.phases:
        turn = Turn(game, Batch(batch.x.double().repeat(times, 1, 1, 1), batch.y.repeat(times)))
        for player, loss in phase.moves.items():
            cost = torch.stack([term.mean() for term in loss(turn).values()]).sum()
            pull = torch.autograd.grad(
                cost, game.players[player].parameters(), retain_graph=True, allow_unused=True
            )
            assert any(grad is not None for grad in pull)
            found[player] = (cost.item(), gradient_norm([g for g in pull if g is not None]).item())
    return found


def same_for_any_number(*case: str, **changes: Any) -> None:
    once = costs(1, *case, **changes)
    assert once.keys() == {"D", "G"} and all(pull > 0 for _, pull in once.values())
    for times in (2, 3):
        again = costs(times, *case, **changes)
        for player, wanted in once.items():
            assert again[player] == pytest.approx(wanted, rel=1e-9), (player, times)


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(penalties, "between", middle)
    # How varied four pictures are depends on which four they are.
    monkeypatch.setattr(BatchDeviation, "group", 1)


@pytest.mark.parametrize("shape", SPECS)
@pytest.mark.parametrize(("name", "preset"), DUEL_CASES, ids=DUEL_IDS)
def test_every_loss_is_invariant_to_duplicating_the_batch(
    name: str, preset: str, shape: str
) -> None:
    # In bfloat16 a mean over twice as many pictures differs in the third digit.
    same_for_any_number(name, preset, shape, precision="float32")


@pytest.mark.parametrize("name", DUELS)
def test_every_loss_with_all_penalties_is_too(name: str) -> None:
    same_for_any_number(name, "fast", "1x28x28", **ALL_PENALTIES)
