"""Adversarial objectives: values at the equilibrium, gradients, smoothing."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from gan_core.errors import UserError
from gan_core.losses.objectives import MINIMAX, NONSATURATING, OBJECTIVES, Adversarial, smoothed

LN2 = math.log(2)
every_objective = pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)


def at(logit: float, count: int = 5) -> Tensor:
    return torch.full((count,), logit, dtype=torch.float64)


def total(terms: dict[str, Tensor]) -> float:
    return sum(float(value.mean()) for value in terms.values())


def loss_at(objective: Adversarial, logit: float) -> tuple[float, float]:
    both = at(logit)
    return total(objective.d(both, both)), total(objective.g(both, both))


@pytest.mark.parametrize(
    ("name", "d", "g", "logit"),
    [
        ("nonsaturating", 2 * LN2, LN2, 0.0),
        ("minimax", 2 * LN2, -LN2, 0.0),
        ("least_squares", 0.5, 0.25, 0.5),
        ("hinge", 2.0, 0.0, 0.0),
        ("wasserstein", 0.0, 0.0, 0.0),
        ("relativistic", LN2, LN2, 0.0),
    ],
)
def test_the_equilibrium_is_the_known_one(name: str, d: float, g: float, logit: float) -> None:
    assert OBJECTIVES[name].equilibrium == pytest.approx((d, g, logit))


def test_every_objective_is_held_against_its_known_equilibrium() -> None:
    assert len(OBJECTIVES) == 6


@every_objective
def test_the_losses_at_the_equilibrium_logit_are_the_stated_ones(objective: Adversarial) -> None:
    *stated, logit = objective.equilibrium
    assert loss_at(objective, logit) == pytest.approx(tuple(stated))


@every_objective
def test_no_other_common_logit_is_better_for_d(objective: Adversarial) -> None:
    best = objective.equilibrium[2]
    for other in (best - 0.3, best + 0.3):
        assert loss_at(objective, other)[0] >= loss_at(objective, best)[0] - 1e-12


@every_objective
def test_d_is_paid_for_a_higher_real_and_a_lower_fake_logit(objective: Adversarial) -> None:
    real, fake = at(0.1).requires_grad_(), at(0.2).requires_grad_()
    loss = sum(value.sum() for value in objective.d(real, fake).values())
    on_real, on_fake = torch.autograd.grad(loss, (real, fake))
    assert (on_real < 0).all() and (on_fake > 0).all()


@every_objective
def test_g_is_paid_for_a_higher_fake_logit(objective: Adversarial) -> None:
    fake = at(0.2).requires_grad_()
    (grad,) = torch.autograd.grad(objective.g(fake, at(0.1))["adversarial"].sum(), fake)
    assert (grad < 0).all()


@every_objective
def test_every_term_is_per_sample(objective: Adversarial) -> None:
    stream = torch.Generator().manual_seed(1)
    real, fake = torch.randn(2, 5, generator=stream)
    for terms in (objective.d(real, fake), objective.g(fake, real)):
        for term in terms.values():
            assert term.shape == (5,)
    for whole, part in zip(
        (objective.d(real, fake), objective.g(fake, real)),
        (objective.d(real[2:3], fake[2:3]), objective.g(fake[2:3], real[2:3])),
        strict=True,
    ):
        for key in whole:
            torch.testing.assert_close(whole[key][2:3], part[key])


@every_objective
def test_the_loss_is_invariant_to_duplicating_the_batch(objective: Adversarial) -> None:
    stream = torch.Generator().manual_seed(2)
    real, fake = torch.randn(2, 6, generator=stream, dtype=torch.float64)
    twice = objective.d(real.repeat(2), fake.repeat(2)), objective.g(fake.repeat(2), real.repeat(2))
    once = objective.d(real, fake), objective.g(fake, real)
    assert [total(t) for t in twice] == pytest.approx([total(t) for t in once], rel=1e-12)


@pytest.mark.parametrize("logit", [-4.0, 0.0, 3.0])
def test_minimax_saturates_and_non_saturating_does_not(logit: float) -> None:
    d = 1 / (1 + math.exp(-logit))
    for objective, wanted in ((MINIMAX, -d), (NONSATURATING, -(1 - d))):
        fake = at(logit, 1).requires_grad_()
        (grad,) = torch.autograd.grad(objective.g(fake)["adversarial"].sum(), fake)
        assert grad.item() == pytest.approx(wanted)


def test_smoothing_by_a_tenth_moves_the_equilibrium_to_the_known_values() -> None:
    d, g, logit = smoothed(NONSATURATING, 0.1).equilibrium
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(0.45)
    assert d == pytest.approx(1.376, abs=5e-4)
    assert g == pytest.approx(0.799, abs=5e-4)


@pytest.mark.parametrize("smoothing", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("objective", [MINIMAX, NONSATURATING], ids=lambda o: o.name)
def test_a_smoothed_equilibrium_is_where_d_cannot_do_better(
    objective: Adversarial, smoothing: float
) -> None:
    smooth = smoothed(objective, smoothing)
    *stated, logit = smooth.equilibrium
    assert loss_at(smooth, logit) == pytest.approx(tuple(stated))
    for other in (logit - 0.05, logit + 0.05):
        assert loss_at(smooth, other)[0] > stated[0]


def test_smoothing_touches_the_real_target_only() -> None:
    smooth = smoothed(NONSATURATING, 0.2)
    real, fake = at(0.7), at(-0.4)
    assert torch.equal(smooth.d(real, fake)["fake"], NONSATURATING.d(real, fake)["fake"])
    assert not torch.equal(smooth.d(real, fake)["real"], NONSATURATING.d(real, fake)["real"])
    assert smoothed(NONSATURATING, 0) is NONSATURATING


@pytest.mark.parametrize("name", ["least_squares", "hinge", "wasserstein", "relativistic"])
def test_an_objective_without_labels_refuses_smoothing_and_says_why(name: str) -> None:
    title = OBJECTIVES[name].title
    with pytest.raises(UserError, match=f"smoothing needs an objective with labels.*{title} has"):
        smoothed(OBJECTIVES[name], 0.1)


def test_d_is_shown_as_a_probability_only_where_it_is_one() -> None:
    shown = {name: float(o.show(torch.tensor(0.0))) for name, o in OBJECTIVES.items()}
    assert shown["nonsaturating"] == shown["minimax"] == 0.5
    assert all(value == 0.0 for name, value in shown.items() if OBJECTIVES[name].display == "logit")


def test_relativistic_g_says_that_it_needs_the_real_logits() -> None:
    with pytest.raises(ValueError, match="real logits"):
        OBJECTIVES["relativistic"].g(at(0.0))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_what_the_equilibrium_leaves_open_is_what_a_constant_moves(name: str) -> None:
    objective = OBJECTIVES[name]
    logits = torch.zeros(4)
    zero, moved = ((logits + level, logits + level) for level in (0.0, 0.5))

    def d_loss(pair: tuple[torch.Tensor, torch.Tensor]) -> float:
        return sum(term.mean().item() for term in objective.d(*pair).values())

    def g_loss(pair: tuple[torch.Tensor, torch.Tensor]) -> float:
        return sum(term.mean().item() for term in objective.g(pair[1], pair[0]).values())

    assert ("level" in objective.free) == (d_loss(zero) == pytest.approx(d_loss(moved)))
    if "level" in objective.free:
        assert ("g" in objective.free) == (g_loss(zero) != pytest.approx(g_loss(moved)))
