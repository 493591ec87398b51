"""What D sees: how far each change goes, independent draws, gradients through it, one stream."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from torch import Tensor, nn
from torch.autograd import gradcheck, gradgradcheck

from gan_core.losses.augmentation import (
    Policy,
    as_it_is,
    augmentation,
    color,
    cutout,
    noisy,
    translation,
)
from gan_core.losses.penalties import Judgement, r1
from gan_core.rng import Rng

POLICIES = [policy for policy in get_args(Policy) if policy != "none"]
MANY = 600

every_policy = pytest.mark.parametrize("policy", POLICIES)
every_size = pytest.mark.parametrize(
    ("channels", "size"), [(1, 28), (3, 32), (1, 64)], ids=lambda value: str(value)
)


def random_pictures(count: int, channels: int, size: int, dtype: torch.dtype | None = None):
    stream = torch.Generator().manual_seed(3)
    shape = (count, channels, size, size)
    return 2 * torch.rand(shape, generator=stream, dtype=dtype) - 1


@every_policy
@every_size
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_shape_and_type_stay_and_the_pictures_themselves_do_not_change(
    policy: Policy, channels: int, size: int, noise: float
) -> None:
    x = random_pictures(4, channels, size)
    kept = x.clone()
    seen = augmentation(policy, noise)(x, Rng(1))
    assert (seen.shape, seen.dtype) == (x.shape, x.dtype)
    assert torch.equal(x, kept) and not torch.equal(seen, x)


def test_nothing_switched_on_shows_the_picture_itself_and_draws_nothing() -> None:
    rng, x = Rng(1), random_pictures(2, 1, 8)
    assert augmentation("none") is as_it_is
    assert augmentation("none")(x, rng) is x and rng.state() == {}


@pytest.mark.parametrize("noise", [0.0, 0.5])
@every_policy
def test_every_picture_has_a_draw_of_its_own_and_so_has_every_look(
    policy: Policy, noise: float
) -> None:
    see, rng = augmentation(policy, noise), Rng(1)
    same = random_pictures(1, 3, 32).repeat(32, 1, 1, 1)
    real, fake = see(same, rng), see(same, rng)
    # Two pictures may move alike: there are 81 ways to move at this size.
    assert len(real.flatten(1).unique(dim=0)) > 20
    assert (real != fake).flatten(1).any(1).sum() > 28


@pytest.mark.parametrize("noise", [0.0, 0.5])
@every_policy
def test_only_the_stream_of_sight_is_used_and_a_seed_repeats_it(
    policy: Policy, noise: float
) -> None:
    before, rng, x = torch.get_rng_state(), Rng(5), random_pictures(3, 3, 16)
    seen = augmentation(policy, noise)(x, rng)
    assert list(rng.state()) == ["sight"]
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(augmentation(policy, noise)(x, Rng(5)), seen)
    assert not torch.equal(augmentation(policy, noise)(x, Rng(6)), seen)


@every_size
def test_translation_moves_each_picture_by_up_to_an_eighth_and_zeros_move_in(
    channels: int, size: int
) -> None:
    reach = {28: 4, 32: 4, 64: 8}[size]
    numbered = torch.arange(1.0, size * size + 1).view(1, 1, size, size)
    seen = translation(numbered.repeat(MANY, channels, 1, 1), Rng(1))
    moves = [displacement(picture) for picture in seen]
    for axis in (0, 1):
        assert {move[axis] for move in moves} == set(range(-reach, reach + 1))
    assert sum(dy == dx for dy, dx in moves) < MANY / 4


def displacement(picture: Tensor) -> tuple[int, int]:
    """How far a numbered picture (C, H, W) moved; everything else must be zero."""
    size = picture.shape[-1]
    assert torch.equal(picture, picture[:1].expand_as(picture))
    rows, columns = picture[0].nonzero(as_tuple=True)
    came_from = picture[0][rows, columns].long() - 1
    dy, dx = rows - came_from // size, columns - came_from % size
    assert (dy == dy[0]).all() and (dx == dx[0]).all()
    assert len(rows) == (size - abs(int(dy[0]))) * (size - abs(int(dx[0])))
    return int(dy[0]), int(dx[0])


@every_size
def test_cutout_makes_one_hole_of_half_the_side_which_the_edge_may_cut(
    channels: int, size: int
) -> None:
    x = random_pictures(MANY, channels, size) + 2
    seen = cutout(x, Rng(1))
    hole = seen == 0
    assert torch.equal(seen[~hole], x[~hole])
    assert torch.equal(hole, hole[:, :1].expand_as(hole))
    rows, columns = hole[:, 0].any(2), hole[:, 0].any(1)
    assert torch.equal(hole[:, 0], rows[:, :, None] & columns[:, None, :])
    assert (rows == columns).all(1).float().mean() < 0.2
    for inside in (rows, columns):
        sides = inside.sum(1)
        # The centre is always in the picture, so at least half of the hole is too.
        assert (sides.min(), sides.max()) == (size // 4, size // 2)
        first = inside.float().argmax(1)
        assert torch.equal(inside.sum(1), last_of(inside) - first + 1)
        assert first.min() == 0 and last_of(inside).max() == size - 1
        whole = sides == size // 2
        assert whole.float().mean() == pytest.approx((size / 2 + 1) / (size + 1), abs=0.07)


def last_of(inside: Tensor) -> Tensor:
    return inside.shape[1] - 1 - inside.flip(1).float().argmax(1)


@pytest.mark.parametrize("level", [-1.0, 0.0, 0.3])
def test_a_picture_of_one_colour_only_changes_its_brightness_by_up_to_a_half(level: float) -> None:
    seen = color(torch.full((MANY, 3, 4, 4), level), Rng(1))
    torch.testing.assert_close(seen, seen[:, :1, :1, :1].expand_as(seen))
    by = seen[:, 0, 0, 0] - level
    assert -0.5001 <= by.min() < -0.49 and 0.49 < by.max() <= 0.5001
    assert by.mean() == pytest.approx(0, abs=0.04) and by.var() == pytest.approx(1 / 12, abs=0.01)


@pytest.mark.parametrize("channels", [1, 3])
def test_contrast_scales_what_is_dark_and_light_by_a_half_to_one_and_a_half(channels: int) -> None:
    x = torch.ones(MANY, channels, 4, 4)
    x[..., :2] = -1
    seen = color(x, Rng(1))
    scale = (seen[..., 3] - seen[..., 0]).mean((1, 2)) / 2
    assert 0.5 <= scale.min() < 0.51 and 1.49 < scale.max() <= 1.5
    assert scale.mean() == pytest.approx(1, abs=0.04)
    # What brightness adds is all that is left of the mean, so the middle of the picture stays.
    brightness = seen.mean((1, 2, 3))
    assert brightness.abs().max() <= 0.5001
    assert abs(torch.corrcoef(torch.stack([brightness, scale]))[0, 1]) < 0.15


def test_saturation_scales_how_the_channels_differ_by_up_to_two() -> None:
    hue, light = torch.tensor([0.5, 0.0, -0.5]), torch.tensor([-1.0, -1.0, 1.0, 1.0])
    x = (hue[:, None, None] + light).expand(MANY, 3, 4, 4)
    seen = color(x, Rng(1))
    contrast = (seen[..., 3] - seen[..., 0]).mean((1, 2)) / 2
    saturation = (seen[:, 0] - seen[:, 2]).mean((1, 2)) / contrast
    assert 0 <= saturation.min() < 0.02 and 1.98 < saturation.max() <= 2.0001
    assert saturation.mean() == pytest.approx(1, abs=0.07)
    correlation = torch.corrcoef(torch.stack([contrast, saturation]))[0, 1]
    assert abs(correlation) < 0.15


def test_a_grey_picture_has_no_saturation_to_change() -> None:
    x = random_pictures(8, 1, 8)
    seen = color(x.repeat(1, 3, 1, 1), Rng(1))
    torch.testing.assert_close(seen, color(x, Rng(1)).expand_as(seen))


@every_policy
def test_black_pictures_stay_finite_and_plain(policy: Policy) -> None:
    seen = augmentation(policy)(-torch.ones(16, 1, 28, 28), Rng(1))
    assert seen.isfinite().all() and seen.min() >= -1.5001 and seen.max() <= 0
    assert all(len(picture.unique()) <= 2 for picture in seen.mul(1e4).round())


@every_policy
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_gradients_flow_through_once_and_twice(policy: Policy, noise: float) -> None:
    x = random_pictures(2, 3, 8, torch.float64).requires_grad_()

    def seen(x: Tensor) -> Tensor:
        return augmentation(policy, noise)(x, Rng(2))

    assert gradcheck(seen, x, fast_mode=True)
    assert gradgradcheck(seen, x, fast_mode=True)


@every_policy
def test_r1_through_the_changes_is_that_of_the_picture_and_can_be_minimised(policy: Policy) -> None:
    x = random_pictures(4, 1, 8, torch.float64).requires_grad_()
    critic = nn.Sequential(nn.Flatten(), nn.Linear(64, 1, dtype=torch.float64), nn.Flatten(0))
    see, weight = augmentation(policy), critic[1].weight

    def logit(x: Tensor) -> Tensor:
        return critic(see(x, Rng(2)))

    real = logit(x)
    got = r1(2)(Judgement(logit, x, x, real, real, Rng(1)))
    slope = torch.autograd.functional.jacobian(logit, x.detach())
    torch.testing.assert_close(got, slope.square().sum((1, 2, 3, 4)))
    (grad,) = torch.autograd.grad(got.sum(), weight)
    torch.testing.assert_close((grad * weight).sum(), 2 * got.sum())


def test_noise_is_normal_and_covers_every_number_the_cut_out_ones_too() -> None:
    x = torch.ones(64, 1, 28, 28)
    added = noisy(0.2)(x, Rng(1)) - x
    assert added.mean() == pytest.approx(0, abs=5e-3) and added.std() == pytest.approx(
        0.2, rel=0.02
    )
    assert added[0].unique().numel() > 700
    seen = augmentation("translation_cutout", 0.2)(x, Rng(1))
    plain = augmentation("translation_cutout")(x, Rng(1))
    assert (plain == 0).any() and (seen - plain).std() == pytest.approx(0.2, rel=0.02)


def test_points_may_be_noisy_too() -> None:
    x = torch.zeros(500, 2)
    assert augmentation("none", 2.0)(x, Rng(1)).std() == pytest.approx(2, rel=0.1)
