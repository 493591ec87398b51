"""Bytes become numbers in the range of the data set, labels come with them."""

from __future__ import annotations

import pytest
import torch

from gan_core.data import DATA_SETS
from gan_core.data.base import DataSet, Spec
from gan_core.data.synthetic import blobs, ring
from gan_core.data.views import pictures, points, to_range
from gan_core.rng import Rng


@pytest.mark.parametrize("limits", [(-1.0, 1.0), (0.0, 1.0)])
def test_black_and_white_become_the_ends_of_the_range(limits: tuple[float, float]) -> None:
    bytes_ = torch.tensor([0, 255], dtype=torch.uint8)
    assert tuple(to_range(bytes_, Spec(range=limits)).tolist()) == limits
    assert bytes_.tolist() == [0, 255]


def test_every_data_set_has_the_range_that_a_tanh_makes() -> None:
    assert {entry.spec.range for entry in DATA_SETS.values()} == {(-1.0, 1.0)}


def test_a_view_takes_the_rows_asked_for_with_their_labels() -> None:
    data, rows = blobs(count=30), torch.tensor([7, 3])
    batch = pictures(data, rows, Rng(1))
    assert batch.y.tolist() == [7, 3] and len(batch) == 2
    torch.testing.assert_close(batch.x, data.items[rows] / 127.5 - 1)


def test_points_stay_as_they_are_and_data_may_have_no_labels() -> None:
    data = ring(count=9)
    bare = DataSet("bare", data.spec, data.items)
    assert torch.equal(points(bare, torch.tensor([4]), Rng(1)).x, data.items[4:5])
    assert points(bare, torch.tensor([4]), Rng(1)).y is None
    letters = DataSet("bare", Spec(), blobs(count=3).items)
    assert pictures(letters, torch.tensor([0]), Rng(1)).y is None
