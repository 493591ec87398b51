"""The D that reads: windows as in the paper, nothing behind the end, a highway."""

from __future__ import annotations

import torch

from gan_core.data.spec import Tokens
from gan_core.nets.listener import Highway, Listener
from gan_core.rng import seeded

PAPER = {1: 100, 2: 200, 3: 200, 4: 200, 5: 200, 6: 100, 7: 100, 8: 100, 9: 100, 10: 100, 15: 160,
         20: 160}  # fmt: skip


def listener(spec: Tokens, width: int = 4) -> Listener:
    return seeded(3, lambda: Listener(spec, 6, width, 0.5, torch.Generator().manual_seed(1)))


def test_windows_and_maps_are_the_papers() -> None:
    net = listener(Tokens(20), width=100)
    assert net.windows == PAPER
    assert net.head.in_features == sum(PAPER.values())


def test_no_window_is_longer_than_a_sequence() -> None:
    assert list(listener(Tokens(7)).windows) == [1, 2, 3, 4, 5, 6, 7]


def test_what_stands_behind_the_end_is_not_read() -> None:
    spec = Tokens(6, ("end", *"abcd"), ends=True)
    net = listener(spec).eval()
    lines = torch.tensor([[1, 2, 0, 0, 0, 0], [1, 2, 0, 3, 4, 1], [1, 2, 3, 0, 0, 0]])
    same, other, longer = net(lines)
    assert same == other
    assert abs(same - longer) > 1e-4
    words = net.embed.weight
    net(lines[1:2]).sum().backward()
    assert words.grad is not None
    assert words.grad[[1, 2]].abs().sum(1).gt(0).all() and words.grad[[3, 4]].eq(0).all()


def test_dropout_only_while_it_learns() -> None:
    net, lines = listener(Tokens(5, tuple("abc"))), torch.zeros(4, 5, dtype=torch.long)
    assert net.train()(lines).unique().numel() > 1
    assert net.eval()(lines).unique().numel() == 1


def test_a_highway_begins_by_letting_pass() -> None:
    road, x = Highway(3), torch.tensor([[1.0, -2.0, 3.0]])
    torch.nn.init.zeros_(road.gate.weight)
    gate = torch.tensor(-2.0).sigmoid()
    assert torch.allclose(road(x), (1 - gate) * x + gate * road.other(x).relu())
