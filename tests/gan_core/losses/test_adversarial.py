"""The two-player losses: what D and G see, what they share, what their terms are."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core import recipes
from gan_core.answers import Verdict, verdict
from gan_core.data.base import Batch
from gan_core.data.spec import Pictures
from gan_core.game import Game, Player, Turn
from gan_core.losses.adversarial import (
    Duel,
    critic_loss,
    from_kept_noise,
    from_noise,
    generator_loss,
    judge_both,
)
from gan_core.losses.objectives import NONSATURATING, OBJECTIVES, RELATIVISTIC
from gan_core.losses.penalties import interpolated, r1, r2
from gan_core.nets.mlp import Discriminator
from gan_core.rng import Rng, seeded

COUNT = 4


class Fixed(nn.Module):
    """A G that always draws the same pictures, as often as needed, whatever z is."""

    latent = 2

    def __init__(self) -> None:
        super().__init__()
        self.pictures = nn.Parameter(torch.linspace(-1, 1, COUNT * 3).view(COUNT, 3))
        self.calls = 0

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        self.calls += 1
        return self.pictures.repeat(len(z) // COUNT, 1)


class Linear(nn.Module):
    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return x @ torch.tensor([3.0, 0.0, -4.0])


def turn_of(d: nn.Module | None = None, times: int = 1) -> Turn:
    d = d or seeded(1, lambda: Discriminator(3, [5]))
    game = Game({"G": Player(Fixed()), "D": Player(d)}, Rng(1))
    real = torch.randn(COUNT, 3, generator=torch.Generator().manual_seed(1))
    return Turn(game, Batch(real.repeat(times, 1), torch.arange(COUNT).repeat(times)))


def total(terms: dict[str, Tensor]) -> float:
    return sum(value.mean().item() for value in terms.values())


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
@pytest.mark.parametrize("times", [2, 5])
def test_the_loss_is_invariant_to_duplicating_the_batch(objective: object, times: int) -> None:
    d = critic_loss(objective, penalties=[r1(1), r2(1)])
    g = generator_loss(objective)
    for loss in (d, g):
        once, again = total(loss(turn_of())), total(loss(turn_of(times=times)))
        assert once == pytest.approx(again, rel=1e-5)


@pytest.mark.parametrize("times", [1, 3])
def test_penalties_of_a_linear_critic_are_the_closed_form_inside_the_loss(times: int) -> None:
    loss = critic_loss(NONSATURATING, penalties=[r1(2), r2(4), interpolated(10)])
    terms = loss(turn_of(Linear(), times))
    assert {key: terms[key].shape for key in ("r1", "r2", "gp")} == dict.fromkeys(
        ("r1", "r2", "gp"), (COUNT * times,)
    )
    torch.testing.assert_close(terms["r1"], torch.full((COUNT * times,), 25.0))
    torch.testing.assert_close(terms["r2"], torch.full((COUNT * times,), 50.0))
    torch.testing.assert_close(terms["gp"], torch.full((COUNT * times,), 160.0))


@pytest.mark.parametrize("share", ["nothing", "fakes"])
def test_d_never_sends_a_gradient_into_g(share: str) -> None:
    turn = turn_of()
    loss = sum(term.sum() for term in critic_loss(NONSATURATING, Duel(share=share))(turn).values())
    g, d = turn.net("G").pictures, next(turn.net("D").parameters())
    on_g, on_d = torch.autograd.grad(loss, (g, d), allow_unused=True)
    assert on_g is None and on_d.norm() > 0


@pytest.mark.parametrize(("share", "passes"), [("nothing", 2), ("fakes", 1), ("verdict", 1)])
def test_sharing_costs_one_generator_pass_less_and_the_numbers_stay(
    share: str, passes: int
) -> None:
    turn, apart = turn_of(), turn_of()
    shared = [
        critic_loss(NONSATURATING, Duel(share=share)),
        generator_loss(NONSATURATING, Duel(share=share)),
    ]
    plain = [critic_loss(NONSATURATING), generator_loss(NONSATURATING)]
    got = [total(loss(turn)) for loss in shared]
    assert got == pytest.approx([total(loss(apart)) for loss in plain])
    assert turn.net("G").calls == passes


def test_fakes_for_d_alone_build_no_graph() -> None:
    assert not Duel().fakes(turn_of(), graph=False).x.requires_grad
    assert Duel().fakes(turn_of(), graph=True).x.requires_grad


def test_scale_weighs_the_objective_and_not_the_penalty() -> None:
    half = critic_loss(NONSATURATING, penalties=[r1(1)], scale=0.5)(turn_of())
    whole = critic_loss(NONSATURATING, penalties=[r1(1)])(turn_of())
    torch.testing.assert_close(half["real"] * 2, whole["real"])
    torch.testing.assert_close(half["r1"], whole["r1"])


def test_more_terms_are_added_by_name() -> None:
    d = critic_loss(
        NONSATURATING, more=lambda turn, real, fake, made: {"more": real.logit - fake.logit}
    )
    g = generator_loss(RELATIVISTIC, more=lambda turn, fake, made: {"more": fake.logit})
    assert list(d(turn_of())) == ["real", "fake", "more"]
    assert list(g(turn_of())) == ["adversarial", "more"]


def test_d_is_plotted_as_a_probability_where_the_objective_has_one() -> None:
    turn = turn_of(Linear())
    critic_loss(NONSATURATING)(turn)
    wanted = Linear()(turn.batch.x).sigmoid().mean()
    assert turn.readings["D(real)"].item() == pytest.approx(wanted.item())
    assert not turn.readings["D(fake)"].requires_grad


class Telling(nn.Module):
    """Answers with everything a Verdict has; `cond` may be labels or rows of numbers."""

    def __init__(self, norm: bool) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(3, affine=False) if norm else nn.Identity()
        self.passes = 0

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        self.passes += 1
        x = self.norm(x)
        shift = 0 if cond is None else cond.view(len(x), -1).float().sum(1)
        return Verdict(x.sum(1) + shift, 2 * x, 3 * x)


@pytest.mark.parametrize("cond", [None, torch.arange(4), torch.eye(4)], ids=["none", "y", "rows"])
@pytest.mark.parametrize("norm", [False, True])
def test_judging_both_at_once_equals_judging_them_apart(cond: Tensor | None, norm: bool) -> None:
    real, fake = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(3)) + 2
    critic = Telling(norm)
    together = judge_both(critic, real, fake, cond)
    assert critic.passes == (2 if norm else 1)
    for got, x in zip(together, (real, fake), strict=True):
        wanted = critic(x, cond)
        for part in ("logit", "classes", "features"):
            torch.testing.assert_close(getattr(got, part), getattr(wanted, part))


def test_a_bare_answer_is_the_logit() -> None:
    assert verdict(torch.zeros(3, 1)).logit.shape == (3,)
    assert verdict(Verdict(torch.ones(2))).logit.tolist() == [1, 1]


def test_kept_latents_make_new_fakes_of_the_same_z() -> None:
    at, z = turn_of(), []
    at.net("G").register_forward_pre_hook(lambda net, given: z.append(given[0]))
    first = from_kept_noise(at)
    with torch.no_grad():
        next(at.net("G").parameters()).mul_(2)
    second = from_kept_noise(at)
    assert torch.equal(z[0], z[1]) and not torch.equal(first.x, second.x)
    assert torch.equal(first.of["z"], z[0])
    from_noise(at)
    assert not torch.equal(z[2], z[0])


@pytest.mark.parametrize(("fakes", "passes"), [("fresh", 2), ("shared", 1), ("latents", 2)])
def test_a_setting_says_whether_g_learns_from_the_fakes_that_d_judged(
    fakes: str, passes: int
) -> None:
    settings = recipes.get("vanilla").preset("source", {"fakes": fakes})
    stage, *_ = recipes.get("vanilla").stages(settings, recipes.Plan(Pictures(), 100))
    at = turn_of()
    for phase in stage.phases:
        for loss in phase.moves.values():
            loss(at)
    assert at.net("G").calls == passes
