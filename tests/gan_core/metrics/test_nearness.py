"""How near pictures come to the truth: known values, and the floor where questions repeat."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from gan_core.data.spec import Pictures
from gan_core.metrics.nearness import (
    NEARNESS_MEASURES,
    PSNR_MOST,
    difference,
    of_others,
    psnr,
    ssim,
)
from gan_core.metrics.subject import Subject

TRUTH = torch.linspace(-1, 1, 5).view(5, 1, 1, 1).expand(5, 1, 4, 4)
PSNR, SSIM, L1 = NEARNESS_MEASURES


def subject(items: Tensor, truth: Tensor) -> Subject:
    return Subject(items, "pairs", Pictures(size=4), truth=truth)


def test_an_error_of_a_tenth_of_the_peak_is_20_db() -> None:
    fakes, truth = torch.full((1, 1, 4, 4), 0.2), torch.zeros(1, 1, 4, 4)
    assert psnr(fakes, truth).item() == pytest.approx(20)
    assert difference(fakes, truth).item() == pytest.approx(0.2)
    assert psnr(TRUTH, TRUTH).isinf().all()


def test_structure_counts_and_the_same_picture_has_one() -> None:
    truth = torch.rand(2, 3, 16, 16) * 2 - 1
    assert ssim(truth, truth).tolist() == pytest.approx([1, 1])
    assert (ssim(-truth, truth) < 0.1).all()
    noisy = truth + 0.3 * torch.randn(truth.shape)
    assert (ssim(noisy, truth) < ssim((truth + 0.1).clamp(-1, 1), truth)).all()


def test_two_flat_pictures_differ_in_brightness_alone() -> None:
    # Equation 6 of the paper, with c1 = .01^2, of brightness from 0 to 1; the rest is 1.
    a, b, c = 0.75, 0.625, 0.0001
    expected = (2 * a * b + c) / (a * a + b * b + c)
    flat = [torch.full((1, 1, 8, 8), 2 * value - 1) for value in (a, b)]
    assert ssim(*flat).item() == pytest.approx(expected, abs=1e-4)
    assert ssim(torch.rand(1, 1, 4, 4), torch.rand(1, 1, 4, 4)).isfinite().all()


@pytest.mark.parametrize("times", [1, 2, 4])
def test_the_floor_is_that_of_another_picture_however_often_each_is_asked_for(times: int) -> None:
    truth = TRUTH.repeat(times, 1, 1, 1)
    score = PSNR.take(subject(truth, truth))
    # Five pictures at steps of .5, each against the one two further: three at 1, two at 1.5.
    expected = (3 * 10 * math.log10(4 / 1) + 2 * 10 * math.log10(4 / 1.5**2)) / 5
    assert score.value == PSNR_MOST and score.floor == pytest.approx(expected)
    assert L1.take(subject(truth, truth)).floor == pytest.approx((3 * 1 + 2 * 1.5) / 5)
    assert SSIM.take(subject(truth, truth)).value == pytest.approx(1)


def test_a_single_picture_has_no_other_to_be_compared_with() -> None:
    assert of_others(psnr, TRUTH[:1]) is None
