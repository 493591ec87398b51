"""Wrong texts: always another picture's, counted as fake; and the KL of conditionings."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence

from gan_core.answers import Fakes, Verdict
from gan_core.data.base import Batch
from gan_core.game import Game, Turn, judge
from gan_core.losses.adversarial import Duel, source_of
from gan_core.losses.matching import matching, strangers
from gan_core.losses.objectives import HINGE, RELATIVISTIC
from gan_core.losses.terms import gaussian_term
from gan_core.rng import Rng


def test_a_stranger_is_neither_the_same_picture_nor_the_same_text() -> None:
    stream = torch.Generator().manual_seed(3)
    for _ in range(20):
        items = torch.randint(0, 3, (12, 1, 1, 1), generator=stream).float()
        texts = torch.randint(0, 4, (12, 1), generator=stream)
        rows, there = strangers(items, texts)
        for row, other in enumerate(rows.tolist()):
            differs = items[row] != items[other] and texts[row] != texts[other]
            assert bool(there[row]) == bool(differs)
            others = (items[:, 0, 0] != items[row, 0, 0]) & (texts != texts[row])
            assert bool(there[row]) == bool(others.any())


def test_two_captions_of_one_picture_are_no_strangers() -> None:
    items = torch.tensor([1.0, 1.0, 2.0, 2.0]).reshape(4, 1, 1, 1)
    texts = torch.tensor([[1], [2], [3], [4]])
    rows, there = strangers(items, texts)
    assert rows.tolist() == [2, 2, 0, 0] and there.all()


def test_where_all_are_the_same_nobody_is_a_stranger() -> None:
    rows, there = strangers(torch.zeros(3, 1), torch.tensor([[1], [2], [3]]))
    assert rows.tolist() == [0, 1, 2] and not there.any()


class Sum(nn.Module):
    """The picture times its text."""

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        return x.flatten() * text.flatten()


def turn_of(items: Tensor, texts: Tensor) -> Turn:
    return Turn(Game({"D": judge(Sum())}, Rng(0)), Batch(items, None, texts))


def test_a_wrong_text_costs_as_much_as_a_fake_of_its_logit() -> None:
    items, texts = torch.tensor([[2.0], [3.0]]), torch.tensor([[0.5], [-1.0]])
    turn, duel = turn_of(items, texts), Duel(tell=source_of)
    real = Verdict((items * texts).flatten())
    more = matching(HINGE, duel, 0.5)
    assert more is not None
    term = more(turn, real, real, Fakes(items))["wrong text"]
    assert torch.equal(term, 0.5 * (1 + torch.tensor([-2.0, 1.5])).relu())
    assert float(turn.readings["D/right text"]) == 0.5
    pair = matching(RELATIVISTIC, duel, 1.0)
    assert pair is not None
    term = pair(turn, real, real, Fakes(items))["wrong text"]
    assert torch.allclose(term, torch.nn.functional.softplus(torch.tensor([-3.0, 4.5])))


def test_rows_without_a_stranger_cost_nothing() -> None:
    turn = turn_of(torch.ones(2, 1), torch.ones(2, 1))
    more = matching(HINGE, Duel(tell=source_of), 1.0)
    assert more is not None
    real = Verdict(torch.ones(2))
    assert more(turn, real, real, Fakes(torch.ones(2, 1)))["wrong text"].tolist() == [0, 0]


def test_a_weight_of_0_is_off() -> None:
    assert matching(HINGE, Duel(), 0.0) is None


@pytest.mark.parametrize("weight", [1.0, 2.5])
def test_the_kl_is_that_of_torch(weight: float) -> None:
    stream = torch.Generator().manual_seed(2)
    mean, log_variance = (torch.randn(4, 6, generator=stream) for _ in range(2))
    law = Normal(mean, (log_variance / 2).exp())
    expected = weight * kl_divergence(law, Normal(0.0, 1.0)).mean(1)
    assert torch.allclose(gaussian_term(mean, log_variance, weight), expected, atol=1e-6)
    assert gaussian_term(torch.zeros(2, 3), torch.zeros(2, 3)).tolist() == [0, 0]
