"""Distances from strokes, by hand."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.degradation.strokes import to_segments, uniform


def test_distances_are_those_to_the_nearest_point_of_the_stroke() -> None:
    start, end = torch.tensor([[[0.125, 0.125]]]), torch.tensor([[[0.125, 0.625]]])
    away = to_segments(start, end, 4)[0, 0]  # from (0.5, 0.5) to (0.5, 2.5), in pixels
    assert away[0].tolist() == pytest.approx([0, 0, 0, 1])
    assert away[3].tolist() == pytest.approx([3, 3, 3, 10**0.5])


def test_a_stroke_without_length_is_a_point() -> None:
    point = torch.tensor([[[0.5, 0.5]]])
    assert to_segments(point, point, 2)[0, 0].flatten().tolist() == pytest.approx([0.5**0.5] * 4)


def test_numbers_are_drawn_between_the_bounds() -> None:
    numbers = uniform(2, 3, (1000,), torch.Generator().manual_seed(0))
    assert 2 <= numbers.min() < 2.01 and 2.99 < numbers.max() < 3
