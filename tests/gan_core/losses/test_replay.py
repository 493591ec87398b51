"""The pool of older fakes: it fills, then half of all fakes change places with older ones."""

from __future__ import annotations

import torch

from gan_core.data.spec import Pictures
from gan_core.game import Game
from gan_core.losses.replay import Replay
from gan_core.rng import Rng

SPEC = Pictures(1, 4)


def numbered(first: int, count: int) -> torch.Tensor:
    return torch.arange(first, first + count).float()[:, None, None, None].expand(-1, 1, 4, 4)


def game(size: int) -> Game:
    return Game({}, Rng(0), Replay("D", size).memory(SPEC, torch.device("cpu")))


def test_until_the_pool_is_full_d_sees_the_new_fakes() -> None:
    one = game(5)
    assert torch.equal(Replay("D", 5).exchanged(one, numbered(0, 5)), numbered(0, 5))
    assert torch.equal(one.memory["replay D"], numbered(0, 5))  # type: ignore[arg-type]


def test_then_half_of_what_d_sees_is_older_and_nothing_is_seen_twice_or_lost() -> None:
    one, replay = game(50), Replay("D", 50)
    replay.exchanged(one, numbered(0, 50))
    older = 0
    seen: list[float] = []
    for step in range(40):
        fakes = numbered(50 + 10 * step, 10)
        out = replay.exchanged(one, fakes)
        older += int((out != fakes).flatten(1).any(1).sum())
        seen += out[:, 0, 0, 0].tolist()
    assert 150 < older < 250
    kept = one.memory["replay D"][:, 0, 0, 0].tolist()  # type: ignore[index]
    assert sorted([*seen, *kept]) == [float(i) for i in range(450)]


def test_without_a_pool_nothing_is_remembered() -> None:
    one, fakes = game(0), numbered(0, 3)
    assert one.memory == {} and Replay("D", 0).exchanged(one, fakes) is fakes
