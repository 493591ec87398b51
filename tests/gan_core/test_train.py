"""The loop: rounds, repetitions, simultaneous moves, stages, modes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.optim import SGD

from gan_core.data.base import Batch, DataSet
from gan_core.data.feed import Feed
from gan_core.data.spec import Points
from gan_core.data.views import aligned
from gan_core.ema import Ema
from gan_core.events import StageDone, Stepped
from gan_core.game import Game, Phase, Player, Stage, Terms, Turn, evaluating
from gan_core.rng import Rng
from gan_core.train import Progress, rounds_ahead, step, train

NUMBERS = DataSet("numbers", Points(1), torch.arange(12.0).view(12, 1))


class Number(nn.Module):
    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.tensor(value))


def game_of(*names: str, lr: float = 1.0) -> Game:
    nets = {name: Number(1.0) for name in names}
    return Game({n: Player(net, SGD(net.parameters(), lr)) for n, net in nets.items()}, Rng(1))


def value(game: Game, name: str) -> float:
    return game.net(name).value.item()


def constant(name: str, slope: float = 1.0) -> Callable[[Turn], Terms]:
    return lambda turn: {"part": slope * turn.net(name).value}


def stage_of(*phases: Phase, steps: int = 4, name: str = "only", batch: int = 2) -> Stage:
    return Stage(name, steps, phases, aligned, batch)


def play(game: Game, *stages: Stage, until: int | None = None) -> list[str]:
    feed = Feed(NUMBERS, game.rng)
    return [type(event).__name__ for event in train(game, stages, feed, Progress(), until)]


def test_each_stage_lasts_its_steps_and_ends_with_an_event() -> None:
    game = game_of("A")
    stages = [stage_of(Phase({"A": constant("A")}), steps=n, name=str(n)) for n in (2, 1)]
    events = list(train(game, stages, Feed(NUMBERS, game.rng), Progress()))
    assert [type(e) for e in events] == [Stepped, Stepped, StageDone, Stepped]
    assert [e.step for e in events] == [1, 2, 2, 3]
    assert events[2].stage == "2"


@pytest.mark.parametrize(("until", "rounds"), [(1, 1), (2, 2), (3, 3), (7, 7)])
def test_until_cuts_any_stage_and_lengthens_the_last(until: int, rounds: int) -> None:
    move = Phase({"A": constant("A")})
    seen = play(game_of("A"), stage_of(move, steps=2), stage_of(move, steps=2), until=until)
    assert seen.count("Stepped") == rounds


def test_progress_may_be_saved_at_any_event() -> None:
    game, progress = game_of("A"), Progress()
    stages = [stage_of(Phase({"A": constant("A")}), steps=2)] * 2
    seen = [
        (progress.step, progress.stage, progress.stage_step)
        for _ in train(game, stages, Feed(NUMBERS, game.rng), progress)
    ]
    assert seen == [(1, 0, 1), (2, 0, 2), (2, 1, 0), (3, 1, 1), (4, 1, 2)]


def test_a_stage_is_entered_once_even_if_the_run_was_cut() -> None:
    entered: list[str] = []
    move = Phase({"A": constant("A")})
    stages = [
        Stage(name, 2, (move,), aligned, 2, (lambda _, name=name: entered.append(name),))
        for name in ("one", "two")
    ]
    game, progress = game_of("A"), Progress()
    for until in (1, 2, 3, 4):
        list(train(game, stages, Feed(NUMBERS, game.rng), progress, until))
    assert entered == ["one", "two"]


def test_the_last_repetition_and_every_other_phase_see_the_last_batch() -> None:
    seen: dict[str, list[Tensor]] = {"A": [], "B": []}

    def watch(name: str) -> Callable[[Turn], Terms]:
        def loss(turn: Turn) -> Terms:
            seen[name].append(turn.batch.x)
            return {"part": turn.net(name).value}

        return loss

    phases = (Phase({"A": watch("A")}, repeat=3), Phase({"B": watch("B")}))
    play(game_of("A", "B"), stage_of(*phases, steps=1))
    assert len({tuple(x.flatten().tolist()) for x in seen["A"]}) == 3
    assert torch.equal(seen["B"][0], seen["A"][2])


def test_moves_of_one_phase_are_simultaneous_and_of_two_phases_alternate() -> None:
    def of(name: str, other: str) -> Callable[[Turn], Terms]:
        return lambda turn: {"part": turn.net(name).value * turn.net(other).value}

    together, in_turn = game_of("A", "B", lr=0.5), game_of("A", "B", lr=0.5)
    play(together, stage_of(Phase({"A": of("A", "B"), "B": of("B", "A")}), steps=1))
    phases = (Phase({"A": of("A", "B")}), Phase({"B": of("B", "A")}))
    play(in_turn, stage_of(*phases, steps=1))
    assert (value(together, "A"), value(together, "B")) == (0.5, 0.5)
    assert (value(in_turn, "A"), value(in_turn, "B")) == (0.5, 0.75)


def test_players_that_move_on_one_loss_have_it_computed_once() -> None:
    taken: list[Turn] = []

    def product(turn: Turn) -> Terms:
        taken.append(turn)
        return {"part": turn.net("A").value * turn.net("B").value.square()}

    game = game_of("A", "B", "C", lr=0.25)
    phase = Phase({"A": product, "C": constant("C"), "B": product})
    readings = step(game, stage_of(phase), [Batch(NUMBERS.items)], 0)
    assert [value(game, name) for name in "ABC"] == [0.75, 0.5, 0.75] and len(taken) == 1
    assert [readings[f"{name}/loss"].item() for name in "ABC"] == [1, 1, 1]
    assert [readings[f"{name}/grad"].item() for name in "ABC"] == [1, 2, 1]


def test_a_lazy_phase_weighs_its_gradient_but_plots_its_value() -> None:
    game = game_of("A")
    stage = stage_of(Phase({"A": constant("A", 0.1)}, every=3))
    batches = [Batch(NUMBERS.items)]
    first = step(game, stage, batches, 0)
    assert first["A/part"].item() == pytest.approx(0.1)
    assert value(game, "A") == pytest.approx(1 - 3 * 0.1)
    assert step(game, stage, batches, 1) == {} and value(game, "A") == pytest.approx(0.7)


def test_a_lazy_phase_of_a_player_does_not_replace_the_loss_of_its_main_phase() -> None:
    game = game_of("A", lr=0.0)
    lazy = Phase({"A": lambda turn: {"extra": 5 * turn.net("A").value}}, every=2)
    stage = stage_of(Phase({"A": constant("A")}), lazy)
    readings = [step(game, stage, [Batch(NUMBERS.items)], n) for n in (0, 1)]
    assert [r["A/loss"].item() for r in readings] == [1.0, 1.0]
    assert readings[0]["A/extra"].item() == 5.0 and "A/extra" not in readings[1]


def test_the_numbers_plotted_are_the_numbers_summed() -> None:
    def loss(turn: Turn) -> Terms:
        per_sample = turn.batch.x.flatten() * turn.net("A").value
        turn.readings["mean x"] = turn.batch.x.mean()
        return {"one": per_sample, "two": 2 * turn.net("A").value}

    got = step(game_of("A"), stage_of(Phase({"A": loss})), [Batch(NUMBERS.items)], 0)
    assert got["A/one"].item() == 5.5 and got["A/two"].item() == 2.0
    assert got["A/loss"].item() == 7.5 and got["mean x"].item() == 5.5
    assert got["A/grad"].item() == pytest.approx(5.5 + 2)
    assert not any(reading.requires_grad for reading in got.values())


def test_only_the_moving_player_gets_gradients_and_nothing_toggles_requires_grad() -> None:
    game = game_of("A", "B")
    both = Phase({"A": lambda turn: {"part": turn.net("A").value * turn.net("B").value}})
    play(game, stage_of(both, steps=1))
    assert value(game, "B") == 1.0 and value(game, "A") == 0.0
    parameters = [game.net(name).value for name in "AB"]
    assert all(p.grad is None and p.requires_grad for p in parameters)


def test_hooks_run_after_each_repetition() -> None:
    def clip(game: Game) -> None:
        with torch.no_grad():
            game.net("A").value.clamp_(-0.5, 0.5)

    game = game_of("A", lr=0.2)
    play(game, stage_of(Phase({"A": constant("A")}, repeat=2, after=(clip,)), steps=1))
    assert value(game, "A") == pytest.approx(0.3)


def test_a_player_without_optimizer_cannot_move() -> None:
    game = Game({"A": Player(Number(1.0))}, Rng(1))
    with pytest.raises(ValueError, match="player A moves but has no optimizer"):
        play(game, stage_of(Phase({"A": constant("A")})))


def test_an_average_follows_once_a_round_and_only_while_its_player_moves() -> None:
    game = game_of("A", "B")
    for player in game.players.values():
        player.ema = Ema(player.net, 0.9)
    play(game, stage_of(Phase({"A": constant("A")}, repeat=2), steps=3))
    updates = {name: player.ema.updates for name, player in game.players.items() if player.ema}
    assert updates == {"A": 3, "B": 0}


def test_an_average_follows_its_network_whichever_player_moves_it() -> None:
    net = Number(1.0)
    taught, playing = (Player(net, SGD(net.parameters(), 0.1)) for _ in range(2))
    playing.ema = Ema(net, 0.0)
    game = Game({"taught": taught, "playing": playing}, Rng(1))
    play(game, stage_of(Phase({"taught": constant("taught")}), steps=2))
    assert playing.ema.updates == 2 and playing.ema.net.value.item() == net.value.item() != 1


def test_evaluating_puts_every_module_back_as_it_was() -> None:
    net = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.BatchNorm1d(1))).train()
    net[1].eval()
    before = [module.training for module in net.modules()]
    with pytest.raises(RuntimeError), evaluating(net):
        assert not any(module.training for module in net.modules())
        assert not torch.is_grad_enabled()
        raise RuntimeError
    assert [module.training for module in net.modules()] == before and torch.is_grad_enabled()


def test_shared_work_is_done_once_a_batch() -> None:
    turn, made = Turn(game_of("A"), Batch(NUMBERS.items)), []
    assert turn.once("x", lambda: made.append(1) or 7) == 7
    assert turn.once("x", lambda: made.append(2) or 8) == 7
    assert made == [1]


@pytest.mark.parametrize("until", [None, 1, 3, 4, 6, 9])
def test_the_rounds_ahead_are_those_that_are_played(until: int | None) -> None:
    game, progress = game_of("A"), Progress()
    stages = [stage_of(Phase({"A": constant("A")}), steps=n, name=str(n)) for n in (3, 1, 2)]
    seen = [(progress.stage, rounds_ahead(stages, progress, until))]
    for event in train(game, stages, Feed(NUMBERS, game.rng), progress, until):
        if isinstance(event, Stepped):
            seen.append((progress.stage, rounds_ahead(stages, progress, until)))
    # From the end on back: each round was ahead in its own stage.
    expected = [0, 0, 0]
    assert seen[-1][1] == expected
    for (stage, _), (_, ahead) in zip(seen[:0:-1], seen[-2::-1], strict=True):
        expected[stage] += 1
        assert ahead == expected
