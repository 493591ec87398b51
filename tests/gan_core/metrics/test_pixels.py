"""PSNR: what it is, and its floor where questions repeat."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from gan_core.data.spec import Pictures
from gan_core.metrics.pixels import PSNR_MOST, psnr, psnr_score
from gan_core.metrics.subject import Subject

TRUTH = torch.linspace(-1, 1, 5).view(5, 1, 1, 1).expand(5, 1, 4, 4)


def subject(items: Tensor, truth: Tensor) -> Subject:
    return Subject(items, "pairs", Pictures(size=4), truth=truth)


def test_an_error_of_a_tenth_of_the_peak_is_20_db() -> None:
    assert psnr(torch.full((1, 1, 4, 4), 0.2), torch.zeros(1, 1, 4, 4)).item() == pytest.approx(20)
    assert psnr(TRUTH, TRUTH).isinf().all()


@pytest.mark.parametrize("times", [1, 2, 4])
def test_the_floor_is_that_of_another_picture_however_often_each_is_asked_for(times: int) -> None:
    score = psnr_score(subject(TRUTH.repeat(times, 1, 1, 1), TRUTH.repeat(times, 1, 1, 1)))
    # Five pictures at steps of .5, each against the one two further: three at 1, two at 1.5.
    expected = (3 * 10 * math.log10(4 / 1) + 2 * 10 * math.log10(4 / 1.5**2)) / 5
    assert score.value == PSNR_MOST and score.floor == pytest.approx(expected)


def test_a_single_picture_has_no_other_to_be_compared_with() -> None:
    assert psnr_score(subject(TRUTH[:1], TRUTH[:1])).floor is None
