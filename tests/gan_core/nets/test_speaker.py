"""The G that writes: rows depend on their own z alone, ends end, and ways go on from where said."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gan_core.data.spec import Tokens
from gan_core.nets.speaker import Speaker
from gan_core.rng import seeded

PLAIN, ENDING = Tokens(6, tuple("abcde")), Tokens(6, ("end", *"abcd"), ends=True)


def speaker(spec: Tokens = PLAIN) -> Speaker:
    net = seeded(3, lambda: Speaker(spec, 4, 8))
    torch.nn.init.normal_(net.head.weight, generator=torch.Generator().manual_seed(1))
    return net


def noise(*shape: int, seed: int = 5) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def empty(n: int) -> Tensor:
    return torch.zeros(n, 0, dtype=torch.long)


def test_a_word_is_told_those_before_it_alone() -> None:
    net, tokens = speaker(), torch.tensor([[0, 1, 2, 3, 4, 0]])
    other = tokens.clone()
    other[0, 3:] = torch.tensor([0, 2, 1])
    same = (net(tokens) - net(other)).abs().amax(2)[0]
    assert same[:4].max() < 1e-6  # the fourth word is said before it is heard
    assert same[4:].min() > 1e-3


def test_words_are_drawn_as_often_as_they_are_likely() -> None:
    net = speaker()
    drawn = net.complete(empty(20_000), noise(20_000, 6))[:, 0].bincount(minlength=5) / 20_000
    likely = net(torch.zeros(1, 6, dtype=torch.long))[0, 0].softmax(0)
    assert (drawn - likely).abs().max() < 0.015


def test_a_line_depends_on_its_own_z_alone() -> None:
    net, z = speaker(), noise(9, 6)
    whole = net.complete(empty(9), z)
    for row in range(9):
        assert net.complete(empty(1), z[row : row + 1]).equal(whole[row : row + 1])


def test_a_beginning_stays_and_a_low_temperature_takes_the_likeliest() -> None:
    net, start = speaker(), torch.tensor([[4, 1], [0, 0]])
    lines = net.complete(start, noise(2, 6), temperature=1e-4)
    assert lines[:, :2].equal(start)
    assert net(lines)[:, 2:].argmax(2).equal(lines[:, 2:])


def test_behind_an_end_there_are_only_ends() -> None:
    net = speaker(ENDING)
    lines = net.complete(empty(300), noise(300, 6))
    ended = (lines == 0).long().cumsum(1) > 0
    assert ended.any() and not ended.all()
    assert (lines[ended] == 0).all()
    ways = net.continued(lines, noise(5 * 300, 6).view(5, 300, 6)).flatten(0, 1)
    assert (ways[(ways == 0).long().cumsum(1) > 0] == 0).all()


@pytest.mark.parametrize("spec", [PLAIN, ENDING], ids=["plain", "ending"])
def test_ways_to_go_on_are_what_completing_each_beginning_gives(spec: Tokens) -> None:
    net, z = speaker(spec), noise(5 * 7, 6).view(5, 7, 6)
    lines = net.complete(empty(7), noise(7, 6, seed=9))
    ways = net.continued(lines, z)
    for t in range(1, 6):
        assert ways[t - 1].equal(net.complete(lines[:, :t], z[t - 1]))


def test_surprise_is_minus_the_log_of_the_chance() -> None:
    net, lines = speaker(), noise(3, 6).gt(0).long()
    chances = net(lines).softmax(2).gather(2, lines[..., None])[..., 0]
    assert torch.allclose(net.surprise(lines), -chances.log(), atol=1e-6)
