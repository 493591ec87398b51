"""D judges what it is shown of a picture, in its own loss and in G's; never the picture itself."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.base import Batch
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss, penalty_loss
from gan_core.losses.objectives import NONSATURATING, RELATIVISTIC, WASSERSTEIN, Adversarial
from gan_core.losses.penalties import Penalty, interpolated, r1, r2
from gan_core.nets.mlp import Discriminator
from gan_core.rng import Rng, seeded
from tests.gan_core.losses.test_adversarial import COUNT, Linear, turn_of


class Spy(nn.Module):
    """A critic that keeps all that it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.net = seeded(1, lambda: Discriminator(3, [5]))
        self.shown: list[Tensor] = []

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        self.shown.append(x.detach().clone())
        return self.net(x, cond)


def farther(x: Tensor, rng: Rng) -> Tensor:
    """Unmistakable: pictures lie in [-3, 3], what is shown of them beyond 90."""
    return x + 100 + torch.rand(len(x), 1, generator=rng["sight"])


@pytest.mark.parametrize("penalties", [(), (r1(1), r2(1), interpolated(1))], ids=["plain", "flat"])
@pytest.mark.parametrize("share", ["nothing", "fakes", "verdict"])
@pytest.mark.parametrize("objective", [NONSATURATING, RELATIVISTIC], ids=lambda o: o.name)
def test_d_is_never_shown_an_unchanged_picture(
    objective: Adversarial, share: str, penalties: tuple[Penalty, ...]
) -> None:
    spy = Spy()
    turn, duel = turn_of(spy), Duel(share=share, augment=farther)
    real = turn.batch.x.clone()
    looks = []
    for loss in (
        critic_loss(objective, duel, penalties=penalties),
        generator_loss(objective, duel),
        penalty_loss(r1(1), duel=duel),
    ):
        loss(turn)
        looks.append(len(spy.shown))
    assert all(shown.min() > 90 for shown in spy.shown)
    assert looks[0] > 0 and looks[2] > looks[1]
    # Only a verdict that D's loss has left behind spares G's loss a look of its own.
    left_behind = share == "verdict" and not penalties and not objective.needs_real
    assert (looks[1] == looks[0]) is left_behind
    assert torch.equal(turn.batch.x, real)


def test_real_and_fake_are_changed_by_independent_draws() -> None:
    spy = Spy()
    turn = turn_of(spy)
    turn.batch = Batch(turn.net("G").pictures.detach())
    critic_loss(NONSATURATING, Duel(augment=farther))(turn)
    (both,) = spy.shown
    changes = (both - turn.batch.x.repeat(2, 1))[:, 0]
    assert len(changes.round(decimals=3).unique()) == 2 * COUNT


def test_a_shared_verdict_is_one_look_at_the_fakes() -> None:
    spy = Spy()
    turn, duel = turn_of(spy), Duel(share="verdict", augment=farther)
    critic_loss(NONSATURATING, duel)(turn)
    generator_loss(NONSATURATING, duel)(turn)
    assert [len(shown) for shown in spy.shown] == [COUNT, COUNT]


def test_a_penalty_is_for_the_slope_in_the_picture_through_what_d_sees() -> None:
    loss = critic_loss(
        NONSATURATING,
        Duel(augment=lambda x, rng: 2 * x),
        penalties=[r1(2), r2(2), interpolated(1)],
    )
    terms = loss(turn_of(Linear()))
    assert [terms[key][0].item() for key in ("r1", "r2", "gp")] == pytest.approx([100, 100, 81])


def test_gs_gradient_comes_through_what_d_sees() -> None:
    turn = turn_of(Linear())
    loss = generator_loss(WASSERSTEIN, Duel(augment=lambda x, rng: 2 * x))(turn)["adversarial"]
    (grad,) = torch.autograd.grad(loss.sum(), turn.net("G").pictures)
    torch.testing.assert_close(grad, torch.tensor([-6.0, 0, 8.0]).expand(COUNT, 3))
