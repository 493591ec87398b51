"""Directions with known answers: planted variance, eigenvectors, a plane between two kinds."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from gan_core.errors import UserError
from gan_core.latent.directions import along_features, closed_form, fitted, principal, without
from tests.gan_core.latent.helpers import normal


def unit(*numbers: float) -> Tensor:
    vector = torch.tensor(numbers)
    return vector / vector.norm()


PLANTED = unit(1.0, -2.0, 3.0, 0.0, 0.0, 1.0)


def stretched(n: int = 4000) -> Tensor:
    """Points whose deviation is 5 along PLANTED, else 1."""
    points = normal(n, 6)
    return points + 4 * (points @ PLANTED)[:, None] * PLANTED


def test_principal_components_recover_a_planted_direction_and_its_deviation() -> None:
    found = principal(stretched() + 7, 2)
    assert len(found) == 2
    assert abs(float(found.vectors[0] @ PLANTED)) > 0.999
    assert found.spread[0].item() == pytest.approx(5, rel=0.05)
    assert found.spread[1].item() == pytest.approx(1, rel=0.1)
    torch.testing.assert_close(found.vectors @ found.vectors.t(), torch.eye(2))


def test_a_direction_has_its_largest_number_positive_whatever_the_order_of_points() -> None:
    points = stretched()
    one, other = principal(points, 3).vectors, principal(points.flip(0), 3).vectors
    torch.testing.assert_close(one[0], other[0], atol=1e-4, rtol=0)
    assert (one.gather(1, one.abs().argmax(1, keepdim=True)) > 0).all()


def test_features_say_which_direction_of_the_points_moves_them_most() -> None:
    points = normal(3000, 6)
    features = torch.cat([10 * (points @ PLANTED)[:, None], normal(3000, 4, seed=1)], 1) @ normal(
        5, 9, seed=2
    )
    found = along_features(points, features, 1)
    assert abs(float(found.vectors[0] @ PLANTED)) > 0.99
    assert found.spread[0].item() == pytest.approx(1, rel=0.1)


def test_the_closed_form_is_that_of_the_eigenvectors() -> None:
    weight = normal(40, 6) * torch.tensor([3.0, 1, 1, 1, 0.5, 0.2])
    found = closed_form(weight, 3)
    rows = (weight / weight.norm(dim=1, keepdim=True)).double().numpy()
    values, vectors = np.linalg.eigh(rows.T @ rows)
    for place in range(3):
        expected = vectors[:, -1 - place]
        assert abs(float(found.vectors[place].numpy() @ expected)) == pytest.approx(1, abs=1e-5)
        assert found.spread[place].item() == pytest.approx(values[-1 - place] ** 0.5, rel=1e-5)


def test_a_fitted_direction_is_the_normal_of_the_plane_and_says_how_sure_it_is() -> None:
    points = normal(2000, 6)
    found = fitted(points, points @ PLANTED > 0.5)
    assert float(found.vector @ PLANTED) > 0.99
    assert found.accuracy > 0.97 > found.chance
    assert found.chance == pytest.approx(0.69, abs=0.03)


def test_answers_by_chance_are_told_apart_no_better_than_that() -> None:
    found = fitted(normal(1000, 6), normal(1000, seed=1) > 0)
    assert abs(found.accuracy - found.chance) < 0.05


def test_too_few_of_one_answer_is_refused() -> None:
    with pytest.raises(UserError, match="5 samples of each answer, not 4 and 36"):
        fitted(normal(40, 6), torch.arange(40) < 4)


def test_a_direction_without_others_is_orthogonal_to_them() -> None:
    others = normal(2, 6, seed=4)
    rest = without(PLANTED, others)
    assert float(rest.norm()) == pytest.approx(1, abs=1e-6)
    torch.testing.assert_close(others @ rest, torch.zeros(2), atol=1e-5, rtol=0)
    with pytest.raises(UserError, match="Nothing is left"):
        without(others.sum(0), others)


@pytest.mark.parametrize("count", [0, 7])
def test_more_directions_than_there_can_be_are_refused(count: int) -> None:
    for find in (lambda: principal(normal(50, 6), count), lambda: closed_form(normal(9, 6), count)):
        with pytest.raises(UserError, match=f"from 1 to 6 directions here, not {count}"):
            find()
