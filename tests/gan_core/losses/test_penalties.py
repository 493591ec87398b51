"""Gradient penalties: closed forms on a linear critic, points on the segment, BatchNorm refused."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.autograd.functional import jacobian

from gan_core.errors import UserError
from gan_core.losses.penalties import (
    Judgement,
    Penalty,
    between,
    interpolated,
    r1,
    r2,
    refuse_batch_statistics,
)
from gan_core.nets.layers import Packed
from gan_core.nets.mlp import Discriminator
from gan_core.rng import Rng, seeded

SLOPE = torch.tensor([3.0, -4.0])


def linear(x: Tensor) -> Tensor:
    return x.flatten(1) @ SLOPE + 1


def judged(critic: object, real: Tensor, fake: Tensor, seed: int = 1) -> Judgement:
    real, fake = real.clone().requires_grad_(), fake.clone().requires_grad_()
    return Judgement(critic, real, fake, critic(real), critic(fake), Rng(seed))


def clouds(count: int = 7) -> tuple[Tensor, Tensor]:
    stream = torch.Generator().manual_seed(1)
    return torch.randn(count, 1, 1, 2, generator=stream), torch.rand(
        count, 1, 1, 2, generator=stream
    )


@pytest.mark.parametrize(
    ("penalty", "wanted"),
    [
        (r1(0.5), 0.25 * 25),
        (r2(0.5), 0.25 * 25),
        (interpolated(10), 10 * (5 - 1) ** 2),
        (interpolated(2, target=0), 2 * 25),
    ],
    ids=["r1", "r2", "gp", "gp-zero"],
)
def test_a_linear_critic_pays_the_closed_form(penalty: Penalty, wanted: float) -> None:
    got = penalty(judged(linear, *clouds()))
    torch.testing.assert_close(got, torch.full((7,), float(wanted)))


def square(x: Tensor) -> Tensor:
    return x.flatten(1).square().sum(1)


def test_each_sample_pays_for_its_own_slope() -> None:
    real, fake = clouds()
    both = judged(square, real, fake)
    torch.testing.assert_close(r1(2)(both), 4 * square(real))
    torch.testing.assert_close(r2(2)(both), 4 * square(fake))


@pytest.mark.parametrize("penalty", [r1(1), r2(1), interpolated(1)], ids=lambda p: p.name)
def test_a_penalty_can_be_minimised(penalty: Penalty) -> None:
    critic = nn.Sequential(nn.Flatten(), nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Flatten(0))
    value = penalty(judged(critic, *clouds()))
    (grad,) = torch.autograd.grad(value.sum(), critic[1].weight)
    assert value.shape == (7,) and grad.norm() > 0


def test_points_between_lie_on_the_segment_each_at_its_own_place() -> None:
    real, fake = torch.ones(400, 1, 2, 2), -torch.ones(400, 1, 2, 2)
    real[:, 0, 0, 0] = 3
    points = between(real, fake, Rng(1))
    share = (points - fake) / (real - fake)
    assert share.min() >= 0 and share.max() <= 1
    assert torch.allclose(share, share[:, :, :1, :1])
    place = share[:, 0, 0, 0]
    assert len(place.unique()) > 390
    assert place.mean() == pytest.approx(0.5, abs=0.06)
    assert place.var() == pytest.approx(1 / 12, abs=0.02)


def test_points_between_come_from_the_runs_own_stream() -> None:
    real, fake = clouds()
    before = torch.get_rng_state()
    rng = Rng(1)
    first, second = between(real, fake, rng), between(real, fake, rng)
    again = between(real, fake, Rng(1))
    assert torch.equal(first, again) and not torch.equal(first, second)
    assert torch.equal(before, torch.get_rng_state())


def test_batch_statistics_in_d_are_refused_with_the_reason() -> None:
    with pytest.raises(UserError, match="BatchNorm in D mixes the samples"):
        refuse_batch_statistics(nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.BatchNorm1d(2))))
    refuse_batch_statistics(nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2)))


def linear_in_pairs(x: Tensor) -> Tensor:
    """A linear critic of packs of two points (a, b) and (c, d): 3a - 4b + 12c."""
    return x.reshape(-1, 4) @ torch.tensor([3.0, -4.0, 12.0, 0.0])


@pytest.mark.parametrize(
    ("penalty", "wanted"),
    [(r1(2), 169.0), (r2(4), 2 * 169.0), (interpolated(10), 10 * 12.0**2)],
    ids=["r1", "r2", "gp"],
)
def test_a_pack_pays_for_its_slope_in_all_its_members(penalty: Penalty, wanted: float) -> None:
    got = penalty(judged(linear_in_pairs, *clouds(6)))
    torch.testing.assert_close(got, torch.full((3,), wanted))


@pytest.mark.parametrize("penalty", [r1(2), r2(2), interpolated(1, target=0)], ids=lambda p: p.name)
@pytest.mark.parametrize("pack", [1, 2, 3])
def test_a_pack_pays_for_nothing_outside_it(penalty: Penalty, pack: int) -> None:
    critic = Packed(seeded(1, lambda: Discriminator(2 * pack, [5])), pack)
    real, fake = clouds(6)
    got = penalty(judged(lambda x: critic(x).logit.square(), real, fake))
    places = {"r1": real, "r2": fake, "gp": between(real, fake, Rng(1), pack)}[penalty.name]
    for at, x in enumerate(places.split(pack)):
        slope = jacobian(lambda x: critic(x).logit.square(), x)
        torch.testing.assert_close(got[at], slope.square().sum())


@pytest.mark.parametrize("pack", [2, 4])
def test_a_pack_is_one_point_on_the_segment_between_two_packs(pack: int) -> None:
    real, fake = torch.ones(400, 1, 2, 2), -torch.ones(400, 1, 2, 2)
    places = (between(real, fake, Rng(1), pack) + 1).view(400 // pack, -1) / 2
    assert torch.equal(places, places[:, :1].expand_as(places))
    assert len(places[:, 0].unique()) > 0.95 * len(places)
    assert places.min() >= 0 and places.max() <= 1
