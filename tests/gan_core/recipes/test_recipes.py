"""What holds for every recipe: shapes, ranges, signs, steps, refusals."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from gan_core.answers import pack_of, verdict
from gan_core.data.spec import Pictures, Points, Tokens
from gan_core.errors import UserError
from gan_core.game import Phase, Stage, Turn, evaluating
from gan_core.losses.objectives import OBJECTIVES
from gan_core.recipes import RECIPES, Plan
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.usage import Request
from tests.gan_core.play import Play, fresh
from tests.gan_core.recipes.small import (
    CASE_IDS,
    CASES,
    DUEL_CASES,
    DUEL_IDS,
    DUELS,
    SPECS,
    data_of,
    latents,
    maker,
    small,
    those_with,
)

every_recipe = pytest.mark.parametrize("name", RECIPES)
every_duel = pytest.mark.parametrize("name", DUELS)
every_duel_case = pytest.mark.parametrize(("name", "preset"), DUEL_CASES, ids=DUEL_IDS)
every_case = pytest.mark.parametrize(("name", "preset"), CASES, ids=CASE_IDS)
every_shape = pytest.mark.parametrize("shape", SPECS)


def labels(count: int = 5) -> Tensor:
    return torch.arange(count) % 10


@every_duel_case
@every_shape
def test_shapes_and_ranges_fit_the_data(name: str, preset: str, shape: str) -> None:
    data = data_of(shape)
    play = fresh(maker(name, preset, data)).advance(1)
    g, d = play.game.net("G"), play.game.net("D")
    request = Request(latents(play.game, 4), labels(4))
    made = RECIPES[name].use.make({"G": g, "D": d}, request).x
    assert made.shape == (4, *data.spec.shape) and made.dtype == torch.float32
    assert made.abs().max() <= 1
    logit = RECIPES[name].use.judge({"G": g, "D": d}, made, request).logit
    assert logit.shape == (4 // pack_of(d),) and logit.isfinite().all()


@every_shape
@every_duel
def test_the_generator_reaches_exactly_the_range_of_the_data(name: str, shape: str) -> None:
    play = fresh(maker(name, data=data_of(shape)))
    black_and_white = torch.tensor([0, 255], dtype=torch.uint8).view(2, 1, 1, 1)
    extremes = replace(play.feed.data, items=black_and_white.repeat(1, *play.feed.data.spec.shape))
    real = play.stages[0].view(extremes, torch.tensor([0, 1]), play.game.rng).x
    with torch.no_grad():
        last = [m for m in play.game.net("G").modules() if hasattr(m, "weight")][-1]
        last.weight.mul_(1e6)
        request = Request(latents(play.game), labels())
        made = RECIPES[name].use.make({"G": play.game.net("G")}, request).x
    assert (real.min().item(), real.max().item()) == (-1, 1)
    assert (made.min().item(), made.max().item()) == pytest.approx((-1, 1), abs=1e-3)


WORDS = Tokens(4, ("a", "b"), classes=("x", "y"))


@every_recipe
def test_data_of_another_kind_are_refused(name: str) -> None:
    recipe = RECIPES[name]
    other = Points(2, classes=("a", "b")) if recipe.items is not Points else WORDS
    with pytest.raises(UserError, match=f"{name} makes .*; the data set holds "):
        recipe.make(small(recipe), other, Rng(1))
    assert not recipe.fits(other)


@every_duel_case
def test_every_term_of_every_loss_is_per_sample(name: str, preset: str) -> None:
    play = fresh(maker(name, preset))
    turn = Turn(play.game, play.stages[0].batches(play.feed)[0])
    count = 4 // pack_of(play.game.net("D"))
    for phase in play.stages[0].phases:
        for loss in phase.moves.values():
            wrong = {key: term for key, term in loss(turn).items() if term.shape != (count,)}
            assert wrong == {}


def d_only(play: Play, steps: int) -> Play:
    """The same play with G held still."""
    (stage,) = play.stages
    loss = next(phase.moves["D"] for phase in stage.phases if "D" in phase.moves)
    play.stages = (Stage("D alone", steps, (Phase({"D": loss}),), stage.view, stage.batch),)
    return play


def mean_logits(play: Play) -> tuple[float, float]:
    g, d, data = play.game.net("G"), play.game.net("D"), play.feed.data
    with evaluating(g, d):
        real = data.items.float() / 127.5 - 1
        fake = g(latents(play.game, len(real)), data.labels)
        pair = [verdict(d(x, data.labels)).logit.mean().item() for x in (real, fake)]
    return pair[0], pair[1]


def bounded(name: str) -> bool:
    """Whether the fast preset bounds D's slope by itself, as the Wasserstein objective needs."""
    settings = RECIPES[name].preset("fast")
    return bool(settings.clip or settings.penalties() or settings.d_norm == "spectral")


@pytest.mark.parametrize("name", those_with(DuelSettings, "objective"))
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_d_alone_learns_to_rank_real_above_fake(name: str, objective: str) -> None:
    changes = {"smoothing": 0.0, "objective": objective, "lr": 2e-3, "batch": 8}
    if objective == "wasserstein" and not bounded(name):
        changes["gp"] = 1.0
    play = d_only(fresh(maker(name, "fast", **changes)), 50)
    g = {k: v.clone() for k, v in play.game.net("G").named_parameters()}
    real, fake = mean_logits(play.advance())
    assert real > fake + 0.05
    assert all(torch.equal(g[k], v) for k, v in play.game.net("G").named_parameters())


@pytest.mark.parametrize("shape", [shape for shape in SPECS if shape != "1x28x28"])
@every_duel
def test_d_alone_ranks_real_above_fake_on_the_other_shapes(name: str, shape: str) -> None:
    make = maker(name, "fast", data_of(shape), lr=2e-3, batch=8)
    real, fake = mean_logits(d_only(fresh(make), 50).advance())
    assert real > fake + 0.05


@every_case
def test_no_layer_has_a_large_eps(name: str, preset: str) -> None:
    game = fresh(maker(name, preset)).game
    for player in game.players.values():
        for module in player.net.modules():
            assert getattr(module, "eps", 0.0) <= 1e-3, module


def in_turn(name: str) -> dict[str, object]:
    """What makes D and G move once each after the other, where the recipe may do otherwise."""
    wanted = {"moves": "in_turn", "g_steps": 1}
    return {k: v for k, v in wanted.items() if k in RECIPES[name].settings.model_fields}


@every_duel
@pytest.mark.parametrize("n_critic", [1, 3])
def test_each_repetition_of_a_phase_is_one_optimizer_step(name: str, n_critic: int) -> None:
    changes = {"n_critic": n_critic, "gp": 1.0, "r1": 0.0, "d_norm": "none", **in_turn(name)}
    play = fresh(maker(name, "source", **changes))
    moves: Counter[str] = Counter()
    for key, player in play.game.players.items():
        player.opt.register_step_post_hook(lambda *_, key=key: moves.update([key]))
    play.advance(4)
    assert moves == {"D": 4 * n_critic, "G": 4}


@every_case
def test_a_round_moves_every_player_and_every_reading_is_finite(name: str, preset: str) -> None:
    play = fresh(maker(name, preset))
    before = {k: [p.clone() for p in v.parameters()] for k, v in play.game.players.items()}
    # Two rounds: behind a layer that starts at zero the first one moves nothing.
    readings = [event.readings for event in play.rounds(2)][-1]
    moved = [name for stage in play.stages[:1] for name in stage.movers]
    assert {f"{name}/{what}" for name in moved for what in ("loss", "grad")} <= readings.keys()
    assert all(value.ndim == 0 and value.isfinite() for value in readings.values())
    for key in moved:
        player = play.game.players[key]
        pairs = zip(before[key], player.parameters(), strict=True)
        changed = [not torch.equal(a, b) for a, b in pairs]
        assert sum(changed) > len(changed) / 2, key


@every_case
def test_the_stated_equilibrium_names_readings_that_are_plotted(name: str, preset: str) -> None:
    lines = RECIPES[name].references(small(RECIPES[name], preset))
    readings = next(fresh(maker(name, preset)).rounds(1)).readings
    assert lines.keys() <= readings.keys()


@pytest.mark.parametrize("penalty", ["r1", "r2", "gp"])
@pytest.mark.parametrize("name", ["dcgan", "cdcgan", "mlp", "lsgan", "pacgan"])
def test_a_gradient_penalty_with_batchnorm_in_d_is_refused(name: str, penalty: str) -> None:
    with pytest.raises(UserError, match="BatchNorm in D mixes the samples of a batch"):
        small(RECIPES[name], d_norm="batch", **{penalty: 1.0})
    assert small(RECIPES[name], d_norm="batch") and small(RECIPES[name], **{penalty: 1.0})


def test_a_recipe_that_puts_batchnorm_in_d_by_itself_is_refused_too() -> None:
    from gan_core.recipes.shared.noise import two_players

    d = nn.Sequential(nn.Flatten(), nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    settings = small(RECIPES["mlp"], gp=10.0)
    with pytest.raises(UserError, match="BatchNorm in D"):
        two_players(nn.Linear(2, 4), d, Rng(1), settings)


def test_a_conditional_recipe_needs_labels() -> None:
    recipe = RECIPES["cdcgan"]
    with pytest.raises(UserError, match="at least two labels"):
        recipe.make(small(recipe), Pictures(1, 28, classes=("only",)), Rng(1))


@every_duel
def test_an_epoch_is_counted_in_samples_of_d(name: str) -> None:
    recipe, plan = RECIPES[name], Plan(Pictures(), 1000)
    changes = in_turn(name)
    for n_critic, rounds in ((1, 2000 // 4), (5, 2000 // 20)):
        settings = small(recipe, epochs=2, n_critic=n_critic, **changes)
        assert sum(stage.steps for stage in recipe.stages(settings, plan)) == rounds


def test_the_digit_asked_for_reaches_g_and_d() -> None:
    game = fresh(maker("cdcgan", d_sees_label=True)).game
    z, same = latents(game, 1).repeat(2, 1), torch.tensor([3, 3])
    with evaluating(game.net("G"), game.net("D")):
        one, other = game.net("G")(z, torch.tensor([3, 4]))
        assert not torch.equal(one, other)
        x = game.net("G")(z, same)
        a, b = verdict(game.net("D")(x, torch.tensor([3, 4]))).logit
        assert a != b
