from __future__ import annotations

import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from gan_core.metrics import distances
from gan_core.metrics.distances import nearest, neighbour_radii, squared_distances
from tests.gan_core.metrics.draws import normal


@pytest.fixture(params=[2**23, 64], ids=["at once", "in blocks"])
def cells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distances, "CELLS", request.param)


def test_squared_distances_are_torchs() -> None:
    a, b = normal(20, 7, 1).double(), normal(30, 7, 2).double()
    torch.testing.assert_close(squared_distances(a, b), torch.cdist(a, b).square())


def test_radii_are_those_of_scikit_learn(cells: None) -> None:
    x = normal(90, 4).double()
    found, _ = NearestNeighbors(n_neighbors=6).fit(x.numpy()).kneighbors()
    for k, radius in zip((3, 5), neighbour_radii(x, (3, 5)), strict=True):
        torch.testing.assert_close(radius.sqrt(), torch.from_numpy(found[:, k - 1]))


def test_nearest_is_that_of_scikit_learn_and_names_the_row(cells: None) -> None:
    a, known = normal(40, 5, 1), normal(5000, 5, 2)
    distance, index = NearestNeighbors(n_neighbors=1).fit(known.numpy()).kneighbors(a.numpy())
    got = nearest(a, known)
    assert got.index.tolist() == index[:, 0].tolist()
    torch.testing.assert_close(got.distance, torch.from_numpy(distance[:, 0]).float())


def test_a_copy_is_at_distance_zero_exactly() -> None:
    known = 100 + normal(300, 50)
    assert nearest(known[[7, 250]], known).distance.tolist() == [0.0, 0.0]


def test_too_few_neighbours_are_an_error() -> None:
    with pytest.raises(ValueError, match="5 neighbours"):
        neighbour_radii(normal(5, 3), (3, 5))
