"""Named streams: independent, saved and restored, apart from torch's process-wide generator."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from gan_core.rng import Rng, derive_seed, seeded


def test_streams_are_independent_of_each_other_and_of_their_order_of_use() -> None:
    one, two = Rng(1), Rng(1)
    z = one.normal(3)
    two.normal(5, stream="noise")
    assert torch.equal(two.normal(3), z)
    assert not torch.equal(Rng(1).normal(3, stream="noise"), z)
    assert not torch.equal(Rng(2).normal(3), z)


def test_a_saved_state_continues_exactly_where_it_was() -> None:
    rng = Rng(1)
    rng.normal(3)
    state = rng.state()
    wanted = rng.normal(3), rng.normal(2, stream="late")
    rng.load(state)
    assert torch.equal(rng.normal(3), wanted[0])
    assert torch.equal(rng.normal(2, stream="late"), wanted[1])


def test_a_saved_state_does_not_move_with_its_stream() -> None:
    rng = Rng(1)
    rng.normal(1)
    state = rng.state()
    before = state["z"].clone()
    rng.normal(9)
    assert torch.equal(state["z"], before)


def test_drawing_leaves_the_process_wide_generator_alone() -> None:
    before = torch.get_rng_state()
    Rng(1).normal(100)
    assert torch.equal(torch.get_rng_state(), before)


def test_seeded_building_is_repeatable_and_puts_the_process_wide_generator_back() -> None:
    before = torch.get_rng_state()
    first = seeded(7, lambda: nn.Linear(3, 3)).weight
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(5)
    assert torch.equal(seeded(7, lambda: nn.Linear(3, 3)).weight, first)
    assert not torch.equal(seeded(8, lambda: nn.Linear(3, 3)).weight, first)


def test_seeded_building_puts_the_generator_back_after_an_error() -> None:
    before = torch.get_rng_state()
    with pytest.raises(ZeroDivisionError):
        seeded(7, lambda: torch.rand(3) / (1 // 0))
    assert torch.equal(torch.get_rng_state(), before)
    assert seeded(7, lambda: 5) == 5


def draw_slowly(seed: int) -> torch.Tensor:
    return seeded(seed, lambda: torch.cat([torch.rand(1) for _ in range(50)]))


def test_two_threads_that_build_at_once_do_not_mix_their_draws() -> None:
    built: dict[int, list[torch.Tensor]] = {seed: [] for seed in range(4)}

    def build(seed: int) -> None:
        for _ in range(10):
            built[seed].append(draw_slowly(seed))

    threads = [threading.Thread(target=build, args=(seed,)) for seed in built]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, draws in built.items():
        alone = draw_slowly(seed)
        assert len(draws) == 10 and all(torch.equal(draw, alone) for draw in draws)


def test_derived_seeds_are_fixed_for_ever() -> None:
    assert derive_seed(0, "z") == 8920254491881576545
    assert len({derive_seed(seed, name) for seed in range(50) for name in ("z", "data")}) == 100
    assert all(0 <= derive_seed(seed, "z") < 2**63 for seed in range(50))


@pytest.mark.parametrize("draws", [0, 1, 2, 311, 623, 624, 625, 1248, 2000])
def test_every_state_of_a_stream_is_taken_back(draws: int) -> None:
    rng, other = Rng(3), Rng(4)
    torch.rand(draws, generator=rng["z"])
    state = rng["z"].get_state()
    other.load({"z": state})
    assert torch.equal(torch.rand(700, generator=other["z"]), torch.rand(700, generator=rng["z"]))


@pytest.mark.parametrize(
    "wrong",
    [torch.zeros(3, dtype=torch.uint8), torch.zeros(5056), torch.zeros(5056, dtype=torch.uint8)],
    ids=["too short", "other numbers", "zeros"],
)
def test_what_is_no_state_is_refused_and_the_stream_goes_on(wrong: torch.Tensor) -> None:
    rng, twin = Rng(3), Rng(3)
    with pytest.raises(ValueError, match="no state of a random stream"):
        rng.load({"z": wrong})
    assert torch.equal(rng.normal(5), twin.normal(5))
