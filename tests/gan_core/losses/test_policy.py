"""What words earn, and the gradient of it: known defects of others are tests here."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.base import Batch
from gan_core.data.spec import Tokens
from gan_core.game import Game, Turn, judge, maker
from gan_core.losses.policy import (
    BASELINE,
    always_the_same,
    likelihood,
    policy_gradient,
    rewards,
)
from gan_core.nets.speaker import Speaker
from gan_core.rng import Rng, seeded

SPEC = Tokens(4, ("end", *"abc"), ends=True)


def speaker(seed: int = 3) -> Speaker:
    net = seeded(seed, lambda: Speaker(SPEC, 4, 8))
    nn.init.normal_(net.head.weight, generator=torch.Generator().manual_seed(seed))
    return net


class Likes(nn.Module):
    """A D that likes lines with many a's (word 1), and says whether it was asked while learning."""

    def __init__(self) -> None:
        super().__init__()
        self.modes: list[bool] = []

    def forward(self, tokens: Tensor, cond: Any = None) -> Tensor:
        self.modes.append(self.training)
        return 3 * (tokens == 1).float().sum(1) - 3


def game(seed: int = 0) -> Game:
    players = {"G": maker(speaker()), "rollout": maker(speaker()), "D": judge(Likes())}
    return Game(players, Rng(seed), {BASELINE: torch.full((4,), 0.5)})


def turn(of: Game, n: int = 16) -> Turn:
    return Turn(of, Batch(torch.zeros(n, 4, dtype=torch.long)))


def lines_of(of: Game, n: int) -> Tensor:
    """What G writes next."""
    lines: Tensor = of.net("G").complete(torch.zeros(n, 0, dtype=torch.long), of.rng.normal(n, 4))
    return lines


def many_as(lines: Tensor) -> Tensor:
    return (lines == 1).float().mean(1)


def test_the_last_word_earns_what_the_whole_line_is_worth() -> None:
    lines = torch.tensor([[1, 1, 2, 1], [2, 0, 0, 0]])
    earned = rewards(speaker(), many_as, lines, 3, Rng(0))
    assert earned.shape == (2, 4)
    assert earned[:, -1].tolist() == [0.75, 0.0]


def test_a_line_that_ended_earns_the_same_at_every_place_behind() -> None:
    earned = rewards(speaker(), many_as, torch.tensor([[1, 0, 0, 0]]), 4, Rng(0))
    assert earned[0, 1:].tolist() == [0.25, 0.25, 0.25]


def test_what_a_word_earns_is_the_mean_over_how_the_line_may_go_on() -> None:
    net, line = speaker(), torch.tensor([[1, 2, 1, 3]])
    many = rewards(net, many_as, line.repeat(4000, 1), 2, Rng(1)).mean(0)
    chances = net(line).softmax(2)[0, 3].tolist()
    # Behind three words only the fourth is open: two of the first three are a's.
    assert many[2].item() == pytest.approx((2 + chances[1]) / 4, abs=0.01)


def test_the_reward_of_a_line_depends_on_that_line_alone_at_every_place() -> None:
    lines = torch.tensor([[1, 2, 3, 1], [2, 2, 1, 1], [3, 0, 0, 0]])
    before = rewards(speaker(), many_as, lines, 2, Rng(7))
    others = lines.clone()
    others[[0, 2]] = torch.tensor([[3, 3, 3, 3], [1, 1, 1, 1]])
    after = rewards(speaker(), many_as, others, 2, Rng(7))
    assert after[1].equal(before[1])
    assert not after[0].equal(before[0]) and not after[2].equal(before[2])


def test_rewards_are_taken_in_evaluation_mode_and_nobody_stays_in_it() -> None:
    of = game()
    of.net("D").train()
    policy_gradient(SPEC, 2)(turn(of))
    d = of.net("D")
    assert isinstance(d, Likes) and d.modes and not any(d.modes)
    assert d.training and of.net("rollout").training


def test_words_that_pay_become_likelier() -> None:
    of = game()
    g = of.net("G")
    opt = torch.optim.Adam(g.parameters(), 0.02)
    first = float(
        many_as(g.complete(torch.zeros(500, 0, dtype=torch.long), of.rng.normal(500, 4))).mean()
    )
    for _ in range(40):
        loss = policy_gradient(SPEC, 2)(turn(of))["policy"].mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    assert float(many_as(lines_of(of, 500)).mean()) > first + 0.2


def test_a_constant_reward_teaches_nothing_once_it_is_expected() -> None:
    of = game()
    for baseline in ("place", "state"):
        loss = policy_gradient(SPEC, 1, pay=always_the_same, baseline=baseline)(turn(of))["policy"]
        assert loss.abs().max() == 0
    of.memory[BASELINE] = torch.zeros(4)
    plain = policy_gradient(SPEC, 1, pay=always_the_same, baseline="none")
    assert plain(turn(of))["policy"].abs().min() > 0
    assert torch.equal(torch.as_tensor(of.memory[BASELINE]), torch.zeros(4))


def test_the_baseline_follows_what_places_earn_where_somebody_is() -> None:
    of = game()
    policy_gradient(SPEC, 1, pay=lambda lines: torch.ones(len(lines)))(turn(of))
    assert torch.allclose(torch.as_tensor(of.memory[BASELINE]), torch.full((4,), 0.55))


def test_padding_enters_no_loss() -> None:
    of = game()
    short = torch.tensor([[1, 0, 0, 0]])
    nll = likelihood("G", SPEC)(Turn(of, Batch(short)))["nll"]
    surprise = of.net("G").surprise(short)[0].detach()
    assert nll.item() == pytest.approx(float(surprise[:2].mean()))
    # In the game, too: words behind the end have no part.
    plain = policy_gradient(SPEC, 1, pay=lambda x: torch.ones(len(x)), baseline="none")
    terms, alike = plain(turn(of, 64))["policy"], game()
    lines = lines_of(alike, 64)
    assert (SPEC.mask(lines).sum(1) < 4).any()
    expected = (alike.net("G").surprise(lines) * 0.5 * SPEC.mask(lines)).sum(1)
    assert torch.allclose(terms, expected, atol=1e-5)


def test_no_baseline_changes_the_expected_gradient_and_that_of_the_state_is_least_noisy() -> None:
    slopes: dict[str, list[Tensor]] = {}
    for baseline in ("none", "place", "state"):
        for seed in range(60):
            of = game(seed)
            head = of.net("G").head.bias
            loss = policy_gradient(SPEC, 4, pay=many_as, baseline=baseline)(turn(of, 32))["policy"]
            slopes.setdefault(baseline, []).append(torch.autograd.grad(loss.mean(), head)[0])
    means = {name: torch.stack(each).mean(0) for name, each in slopes.items()}
    noise = {name: float(torch.stack(each).var(0).sum()) for name, each in slopes.items()}
    assert noise["state"] < 0.7 * noise["place"] and noise["state"] < 0.7 * noise["none"]
    for name in ("none", "place"):
        allowed = 3 * (noise[name] / 60) ** 0.5
        assert float((means[name] - means["state"]).norm()) < allowed
