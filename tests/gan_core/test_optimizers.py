"""Optimizers by name, rates that fall, momentum that rises, weights that stay within a bound."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adam, RMSprop

from gan_core.game import Game, Player, Role
from gan_core.optimizers import (
    ROUNDS,
    OptimizerName,
    anneal,
    clip_weights,
    falling,
    optimizer,
)
from gan_core.rng import Rng, seeded
from tests.gan_core.play import Play, fresh, resumed, snapshot
from tests.gan_core.recipes.small import DUELS, maker
from tests.patience import PATIENCE

NAMES: dict[OptimizerName, type] = {"adam": Adam, "rmsprop": RMSprop, "sgd": SGD}
every_optimizer = pytest.mark.parametrize("name", NAMES)


def small_net() -> nn.Module:
    return seeded(1, lambda: nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1)))


def game_of(name: OptimizerName = "sgd", lr: float = 0.1, momentum: float = 0.5) -> Game:
    nets = {"G": small_net(), "D": small_net()}
    made = {key: optimizer(name, net, lr, (momentum, 0.9)) for key, net in nets.items()}
    return Game({key: Player(net, made[key]) for key, net in nets.items()}, Rng(1))


def group(game: Game, player: str = "D") -> dict[str, float]:
    (only,) = game.players[player].opt.param_groups
    return only


def gradient_step(game: Game) -> None:
    for player in game.players.values():
        player.opt.zero_grad()
        player.net(torch.ones(4, 3)).square().sum().backward()
        player.opt.step()


@every_optimizer
def test_the_name_gives_the_optimizer_and_its_numbers_the_right_place(name: OptimizerName) -> None:
    numbers = group(game_of(name, 0.03, 0.4))
    assert isinstance(game_of(name).players["G"].opt, NAMES[name]) and numbers["lr"] == 0.03
    wanted = {"adam": ("betas", (0.4, 0.9)), "rmsprop": ("alpha", 0.9), "sgd": ("momentum", 0.4)}
    key, value = wanted[name]
    assert numbers[key] == value
    assert numbers["weight_decay"] == 0


def test_rmsprop_has_no_momentum_whatever_beta_1_is() -> None:
    assert group(game_of("rmsprop", momentum=0.9))["momentum"] == 0


@every_optimizer
def test_a_step_is_the_textbook_step(name: OptimizerName) -> None:
    game = game_of(name, 0.01)
    net = game.net("D")
    before = [p.detach().clone() for p in net.parameters()]
    gradient_step(game)
    for old, new in zip(before, net.parameters(), strict=True):
        slope = new.grad
        step = {
            "adam": slope / (slope.abs() + 1e-8),
            "rmsprop": slope / (slope.square().mul(0.1).sqrt() + 1e-8),
            "sgd": slope,
        }[name]
        torch.testing.assert_close(new.detach(), old - 0.01 * step)


@every_optimizer
def test_networks_without_storage_get_an_optimizer_too(name: OptimizerName) -> None:
    with torch.device("meta"):
        assert optimizer(name, nn.Linear(2, 2), 0.1, (0.5, 0.9)).param_groups[0]["lr"] == 0.1


@pytest.mark.parametrize("bound", [1e-4, 0.1, 5.0])
def test_clipping_cuts_one_players_weights_and_never_the_others(bound: float) -> None:
    game = game_of()
    before = {k: [p.detach().clone() for p in game.net(k).parameters()] for k in ("G", "D")}
    clip_weights("D", bound)(game)
    for old, new in zip(before["D"], game.net("D").parameters(), strict=True):
        assert torch.equal(new, old.clamp(-bound, bound))
        assert new.requires_grad
    assert all(
        torch.equal(old, new)
        for old, new in zip(before["G"], game.net("G").parameters(), strict=True)
    )


@pytest.mark.parametrize("moves", ["in_turn", "together"])
@pytest.mark.parametrize("chosen", NAMES)
def test_ds_weights_are_within_the_bound_after_every_step_and_gs_are_not(
    chosen: OptimizerName, moves: str
) -> None:
    bound, n_critic = 0.02, 3 if moves == "in_turn" else 1
    changes = {"clip": bound, "n_critic": n_critic, "optimizer": chosen, "lr": 0.05, "moves": moves}
    play = fresh(maker("wgan", "fast", **changes))
    largest: list[float] = []
    (stage,) = play.stages

    def look(game: Game) -> None:
        largest.append(max(p.abs().max().item() for p in game.net("D").parameters()))

    phases = tuple(
        replace(phase, after=(*phase.after, look)) if "D" in phase.moves else phase
        for phase in stage.phases
    )
    play.stages = (replace(stage, phases=phases),)
    play.advance(4)
    assert largest == [pytest.approx(bound)] * (4 * n_critic)
    assert max(p.abs().max().item() for p in play.game.net("G").parameters()) > 2 * bound


def test_the_rate_falls_by_its_factor_each_round_to_exactly_the_lowest() -> None:
    game = game_of(lr=0.1)
    hook = anneal(1.5, 1e-3, (0.5, 0.5), 10)
    rates = []
    for _ in range(15):
        hook(game)
        rates.append(group(game, "G")["lr"])
        assert group(game, "D")["lr"] == rates[-1]
    falling = [0.1 / 1.5**n for n in range(1, 12)]
    assert rates[:11] == pytest.approx(falling) and set(rates[11:]) == {1e-3}


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_a_rate_below_the_lowest_stays_where_it_is(factor: float) -> None:
    game = game_of(lr=1e-8)
    anneal(factor, 1e-6, (0.5, 0.7), 10)(game)
    assert group(game)["lr"] == 1e-8


@pytest.mark.parametrize("rounds", [1, 3, 7, 60, 1375])
def test_momentum_rises_evenly_to_exactly_its_end_and_stays(rounds: int) -> None:
    game = game_of(momentum=0.5)
    hook = anneal(1.0, 1e-6, (0.5, 0.7), rounds)
    for done in range(1, rounds + 1):
        hook(game)
        assert group(game)["momentum"] == pytest.approx(0.5 + 0.2 * done / rounds, abs=1e-9)
    for _ in range(2):
        hook(game)
        assert (group(game)["momentum"], group(game, "G")["momentum"]) == (0.7, 0.7)
    assert group(game)["lr"] == 0.1


def test_a_last_momentum_of_zero_keeps_the_first() -> None:
    game = game_of(momentum=0.5)
    anneal(1.1, 1e-6, (0.5, 0.0), 3)(game)
    assert group(game)["momentum"] == 0.5 and group(game)["lr"] == pytest.approx(0.1 / 1.1)


@every_optimizer
@pytest.mark.parametrize("start", [0.0, 0.5])
def test_only_sgd_has_a_momentum_that_can_rise(name: OptimizerName, start: float) -> None:
    game = game_of(name, momentum=start)
    hook, before = anneal(1.1, 1e-6, (start, 0.7), 3), dict(group(game_of(name, momentum=start)))
    for _ in range(4):
        gradient_step(game)
        hook(game)
    changed = {k for k, v in group(game).items() if k != "params" and v != before[k]}
    assert changed == ({"lr", "momentum"} if name == "sgd" else {"lr"})


def test_a_player_that_never_moves_has_no_rate_to_change() -> None:
    game = Game({"G": Player(small_net())}, Rng(1))
    anneal(1.1, 1e-6, (0.5, 0.7), 3)(game)
    assert game.players["G"].opt is None


@pytest.mark.parametrize("recipe", DUELS)
@pytest.mark.parametrize("d_rate", [0.25, 4.0])
def test_d_learns_at_its_own_multiple_of_the_rate(recipe: str, d_rate: float) -> None:
    for name in NAMES:
        play = fresh(maker(recipe, d_rate=d_rate, lr=1e-3, optimizer=name))
        assert isinstance(play.game.players["D"].opt, NAMES[name])
        assert group(play.game, "G")["lr"] == 1e-3
        assert group(play.game, "D")["lr"] == pytest.approx(d_rate * 1e-3)


@pytest.mark.parametrize("recipe", DUELS)
def test_d_may_have_a_kind_of_optimizer_of_its_own(recipe: str) -> None:
    for name in NAMES:
        play = fresh(maker(recipe, optimizer="rmsprop", d_optimizer=name))
        assert isinstance(play.game.players["G"].opt, torch.optim.RMSprop)
        assert isinstance(play.game.players["D"].opt, NAMES[name])


def schedule(play: Play) -> list[tuple[float, float]]:
    return [(group(play.game, key)["lr"], group(play.game, key)["momentum"]) for key in "GD"]


@pytest.mark.parametrize("recipe", ["maxout", "cgan"])
def test_the_schedule_is_part_of_what_is_saved(recipe: str) -> None:
    # 22 pictures in batches of 4: one epoch is 6 rounds, so the momentum is there before the end.
    changes = {"epochs": 1, "rate_falls": 1.1, "lr": 2e-6, "d_rate": 2.0}
    make = maker(recipe, "source", **changes)
    whole = fresh(make)
    assert whole.stages[0].steps == 6
    seen, taken = [schedule(whole)], [snapshot(whole)]
    for _ in whole.rounds(10):
        seen.append(schedule(whole))
        taken.append(snapshot(whole))
    assert seen[0] == [(2e-6, 0.5), (4e-6, 0.5)]
    assert [momentum for pair in seen[7:] for _, momentum in pair] == [0.7] * 8
    assert [pair[0][0] for pair in seen[8:]] == [1e-6] * 3
    assert seen[3][0] == pytest.approx((2e-6 / 1.1**3, 0.6))
    assert [cut.step for cut in taken] == list(range(11))
    for cut in taken[::2]:
        again = resumed(make, cut.tensors, cut.document)
        assert schedule(again) == seen[cut.step]
        assert again.advance(10).hash == whole.hash, cut.step


def test_rates_stay_and_then_fall_evenly_and_a_longer_run_keeps_the_lowest() -> None:
    game = game_of()
    game.memory[ROUNDS] = 0
    rates: dict[Role, float] = {"makes": 1.0, "judges": 0.5}
    game.players["D"].role = "judges"
    fall = falling(rates.__getitem__, 8, 0.5)
    seen = []
    for _ in range(10):
        fall(game)
        seen.append([p.opt.param_groups[0]["lr"] for p in game.players.values()])
    assert [g for g, _ in seen] == [1, 1, 1, 1, 0.75, 0.5, 0.25, 0.25, 0.25, 0.25]
    assert all(d == g / 2 for g, d in seen)
    rates["makes"] = 2.0  # a change of the rate counts at once
    fall(game)
    assert game.players["G"].opt.param_groups[0]["lr"] == 0.5


def test_lean_adam_is_torchs_adam_bit_for_bit() -> None:
    nets = [small_net(), small_net()]
    made = [optimizer("adam", nets[0], 0.1, (0.5, 0.9)), None]
    made[1] = Adam(nets[1].parameters(), lr=0.1, betas=(0.5, 0.9), fused=True)
    x = torch.linspace(-1, 1, 12).view(4, 3)
    for _ in range(5):
        for net, opt in zip(nets, made, strict=True):
            opt.zero_grad()
            net(x).square().mean().backward()
            opt.step()
    for mine, theirs in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert torch.equal(mine, theirs)
    states = [opt.state_dict() for opt in made]
    assert states[0]["param_groups"] == states[1]["param_groups"]
    for row, entry in states[1]["state"].items():
        assert list(states[0]["state"][row]) == list(entry)
        assert all(torch.equal(states[0]["state"][row][key], entry[key]) for key in entry)


def test_training_with_adam_does_not_wait_for_torchs_compiler_to_be_imported() -> None:
    script = (
        "import sys; from gan_core.lab.bench import Bench, LabConfig;"
        "bench = Bench(LabConfig()); bench.round(); bench.keep();"
        "assert bench.step == 1 and 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=PATIENCE)
