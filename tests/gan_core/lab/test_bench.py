"""A lab plays, steps, changes, goes back: always the same game as the plain loop plays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from gan_core.data.feed import Feed
from gan_core.errors import UserError
from gan_core.lab.bench import Bench
from gan_core.lab.config import LabConfig, lab_config
from gan_core.lab.who import only
from gan_core.recipe import Plan
from gan_core.recipes.points import RECIPE
from gan_core.rng import Rng
from gan_core.runs.state import state_hash
from gan_core.train import Progress, train

SMALL = {"g_width": 16, "d_width": 16, "depth": 1, "d_depth": 1, "batch": 16}


def small(**changes: object) -> LabConfig:
    return lab_config({"shape": "ring8", "seed": 3, "changes": {**SMALL, **changes}})


def now(bench: Bench) -> str:
    return bench.trainer.hash()


def weights_of(bench: Bench, player: str) -> list[torch.Tensor]:
    return [weights.detach().clone() for weights in bench.game.players[player].parameters()]


def plain(made: LabConfig, rounds: int) -> str:
    """The state after so many rounds of the plain loop."""
    settings, content = made.settings(), made.place().content
    game = RECIPE.make(settings, content.spec, Rng(made.seed))
    feed, progress = Feed(content, game.rng), Progress()
    for _ in train(
        game, RECIPE.stages(settings, Plan(content.spec, len(content))), feed, progress, rounds
    ):
        pass
    return state_hash(game, feed, progress)


def by_parts(bench: Bench) -> None:
    end = bench.step + 1
    while bench.step < end:
        bench.take_part()


def by_moves(bench: Bench) -> None:
    end = bench.step + 1
    while bench.step < end:
        bench.player()


@pytest.mark.parametrize("play", [Bench.round, by_moves, by_parts])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"n_critic": 3, "g_steps": 2},
        {"objective": "wasserstein", "gp": 1.0},
        {"d_norm": "spectral", "objective": "hinge", "r1": 0.0},
        {"objective": "relativistic", "r2": 0.1, "noise": 0.1, "pack": 4},
    ],
)
def test_every_way_of_stepping_plays_the_same_game(
    play: Callable[[Bench], None], changes: dict[str, object]
) -> None:
    made = small(**changes)
    bench = Bench(made)
    for _ in range(3):
        play(bench)
    assert bench.step == 3
    assert now(bench) == plain(made, 3)


def test_the_parts_of_a_round_come_in_order_and_end_with_the_move() -> None:
    bench = Bench(small(n_critic=2))
    seen = []
    while bench.step < 1:
        bench.take_part()
        assert bench.part is not None
        seen.append((bench.part.player, bench.part.repeat, bench.part.name))
    names = ["sample", "score", "loss", "gradient", "update"]
    moves = [("D", 0), ("D", 1), ("G", 0)]
    assert seen == [(player, repeat, name) for player, repeat in moves for name in names]


def test_a_part_says_what_the_move_then_does() -> None:
    bench = Bench(small())
    said = {}
    while bench.step < 1:
        bench.take_part()
        assert bench.part is not None
        said[bench.part.player, bench.part.name] = bench.part.values
    for player in ("D", "G"):
        for part, key in (("loss", f"{player}/loss"), ("gradient", f"{player}/grad")):
            assert said[player, part][key] == pytest.approx(bench.readings[key])
        assert said[player, "update"]["moved"] > 0
    assert said["D", "score"]["D(real)"] == pytest.approx(bench.readings["D(real)"], abs=1e-6)
    assert said["D", "score"]["D(fake)"] == pytest.approx(bench.readings["D(fake)"], abs=1e-6)


def test_a_round_that_was_begun_in_parts_ends_as_if_it_had_not() -> None:
    for parts in range(1, 10):
        bench = Bench(small())
        for _ in range(parts):
            bench.take_part()
        bench.round()
        assert (bench.step, now(bench)) == (1, plain(small(), 1)), parts


def test_only_one_player_trains_where_it_is_told_so() -> None:
    bench = Bench(small())
    bench.round()
    weights = {name: weights_of(bench, name) for name in "GD"}
    bench.train_only("G")
    bench.round()
    still = [torch.equal(a, b) for a, b in zip(weights["D"], weights_of(bench, "D"), strict=True)]
    moved = [torch.equal(a, b) for a, b in zip(weights["G"], weights_of(bench, "G"), strict=True)]
    assert all(still) and not any(moved)
    assert [(c.step, c.what, c.value) for c in bench.branches.current.changes] == [(1, "who", "G")]
    stage = RECIPE.stages(bench.settings, Plan(bench.place.content.spec, 100))[0]
    assert [list(phase.moves) for phase in only(stage, "D").phases] == [["D"]]


def test_a_change_of_rate_keeps_the_optimizers_memory_and_is_noted() -> None:
    bench = Bench(small())
    bench.round()
    opt = bench.game.players["D"].opt
    assert opt is not None
    bench.change({"lr": 0.01, "d_rate": 2.0, "objective": "least_squares"})
    assert bench.game.players["D"].opt is opt and len(opt.state) > 0
    assert opt.param_groups[0]["lr"] == pytest.approx(0.02)
    noted = {change.what: (change.step, change.value) for change in bench.branches.current.changes}
    assert noted == {"lr": (1, "0.01"), "d_rate": (1, "2.0"), "objective": (1, "least_squares")}
    assert bench.config.changes["objective"] == "least_squares"
    bench.round()
    assert bench.step == 2


def test_a_change_within_a_round_waits_for_its_end() -> None:
    bench = Bench(small())
    for _ in range(7):
        bench.take_part()
    bench.change({"r1": 1.0})
    assert bench.step == 1 and now(bench) == plain(small(), 1)
    assert bench.settings.r1 == 1.0


@pytest.mark.parametrize(
    "changes", [{"lr": -1.0}, {"latent": 5}, {"magic": 1}, {"objective": "wasserstein", "r1": 0.0}]
)
def test_a_change_that_cannot_be_changes_nothing(changes: dict[str, object]) -> None:
    bench = Bench(small())
    bench.round()
    before = (now(bench), bench.settings, bench.config)
    with pytest.raises(UserError):
        bench.change(changes)
    assert (now(bench), bench.settings, bench.config) == before


def test_going_back_and_playing_on_is_the_same_game_again() -> None:
    bench = Bench(small())
    for _ in range(6):
        bench.round()
    end = now(bench)
    bench.rewind(2)
    assert (bench.step, now(bench)) == (2, plain(small(), 2))
    assert bench.readings["D/loss"] == bench.branches.current.curves.rows[1][1]["D/loss"]
    for _ in range(4):
        bench.round()
    assert now(bench) == end


def test_going_back_and_changing_something_is_another_line() -> None:
    bench = Bench(small())
    for _ in range(6):
        bench.round()
    end = now(bench)
    bench.rewind(3)
    assert len(bench.branches.by_id) == 1  # looking back alone is no new branch
    bench.change({"lr": 0.02, "optimizer": "sgd", "ema": 0.0})
    bench.round()
    branch = bench.branches.current
    assert (branch.id, branch.parent, branch.since, branch.end) == (2, 1, 3, 4)
    assert [step for step, _ in branch.curves.rows] == [1, 2, 3, 4]
    bench.to_branch(1)
    assert (bench.step, now(bench)) == (6, end)
    assert bench.settings == small().settings()
    bench.to_branch(2)
    assert bench.step == 4 and bench.settings.optimizer == "sgd"
    with pytest.raises(UserError, match="not kept"):
        bench.to_branch(7)


def test_what_is_not_finite_stops_the_lab_and_can_be_taken_back() -> None:
    bench = Bench(small(optimizer="sgd", objective="least_squares", r1=0.0))
    bench.round()
    bench.round()
    bench.change({"lr": 1.0, "beta1": 0.99, "d_rate": 100.0})
    for _ in range(400):
        bench.round()
    assert bench.trouble is not None and "reading" in bench.trouble.values
    at = bench.step
    bench.round()
    bench.take_part()
    assert bench.step == at
    bench.rewind(1)
    assert bench.trouble is None and bench.step == 1
    assert now(bench) == plain(small(optimizer="sgd", objective="least_squares", r1=0.0), 1)


def test_a_lab_in_trouble_is_copied_as_it_was_when_it_was_sound() -> None:
    bench = Bench(small(optimizer="sgd", objective="least_squares", r1=0.0, lr=1.0, d_rate=100.0))
    while bench.trouble is None:
        bench.round()
    twin = bench.copied()
    assert twin.trouble is None and twin.step < bench.step
    assert all(bool(p.isfinite().all()) for p in twin.game.net("G").parameters())


def test_a_copy_taken_within_a_round_has_the_newest_settings_and_loses_no_round() -> None:
    bench = Bench(small())
    for _ in range(300):
        bench.round()
    bench.change({"lr": 0.05})
    bench.round()
    bench.take_part()
    bench.take_part()
    twin = bench.copied()
    assert (twin.step, twin.settings.lr) == (301, 0.05)
    assert len(twin.branches.by_id) == 1 and len(twin.branches.current.changes) == 1
    twin.round()
    bench.round()
    assert now(twin) == now(bench)


def test_who_comes_back_to_a_change_finds_it() -> None:
    bench = Bench(small())
    for _ in range(3):
        bench.round()
    bench.change({"lr": 0.05})
    bench.train_only("G")
    for _ in range(3):
        bench.round()
    end = now(bench)
    bench.rewind(3)
    assert (bench.settings.lr, bench.who, bench.config.who) == (0.05, "G", "G")
    assert bench.config.changes["lr"] == 0.05 and len(bench.branches.by_id) == 1
    for _ in range(3):
        bench.round()
    assert now(bench) == end
    bench.rewind(2)
    assert (bench.settings.lr, bench.who) == (small().settings().lr, "both")


def test_who_trains_is_copied_without_a_mark_of_its_own() -> None:
    bench = Bench(small())
    bench.train_only("G")
    for _ in range(6):
        bench.round()
    bench.rewind(3)
    twin = bench.copied()
    assert twin.who == "G" and twin.branches.current.id == 1
    assert [change.step for change in twin.branches.current.changes] == [0]


def test_a_copy_goes_its_own_way() -> None:
    bench = Bench(small())
    for _ in range(4):
        bench.round()
    bench.take_part()
    twin = bench.copied()
    assert now(twin) == plain(small(), 4) and twin.branches.current.end == 4
    twin.change({"lr": 0.1})
    twin.round()
    bench.round()
    assert now(bench) == plain(small(), 5) != now(twin)
    assert not bench.branches.current.changes
