"""Residuals as a score: near for what G makes, far for what is odd; the curve and its floor."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from gan_core import data
from gan_core.data.synthetic import blobs
from gan_core.errors import UserError
from gan_core.latent.anomaly import residuals, roc, to_mean
from gan_core.latent.oddities import DATA, KINDS, kinds_for, oddities, ordinary
from gan_core.latent.space import Space, space_of
from gan_core.runs.library.models import open_model


@pytest.fixture(scope="module")
def space() -> Space:
    return space_of(open_model("mlp-digits"))


def scores(space: Space, pictures: torch.Tensor, steps: int = 60) -> torch.Tensor:
    return torch.cat(list(residuals(space, pictures, steps=steps)))


def test_what_g_made_is_near_and_noise_is_far(space: Space) -> None:
    made = space.pictures(space.points(3, seed=900))
    noise = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(1)) * 2 - 1
    found = scores(space, torch.cat([made, noise]))
    assert found[:3].max() < 0.06 and found[3:].min() > 0.3


def test_rows_are_searched_for_by_themselves_and_the_same_again(space: Space) -> None:
    pictures = space.pictures(space.points(40, seed=900))
    parts = list(residuals(space, pictures, steps=3))
    assert [len(part) for part in parts] == [32, 8]
    again = scores(space, pictures[30:34], steps=3)
    torch.testing.assert_close(torch.cat(parts)[30:34], again, atol=1e-5, rtol=0)


def test_odd_digits_are_told_from_real_ones_better_than_without_g(space: Space) -> None:
    digits = data.load("mnist")
    numbers = digits.spec.to_numbers
    usual, odd = numbers(ordinary(digits, 24)), numbers(oddities("scratched", digits, 24))
    curve = roc(scores(space, usual), scores(space, odd))
    floor = roc(to_mean(usual, digits), to_mean(odd, digits))
    assert curve.area > 0.95 and curve.area > floor.area + 0.03


def test_a_roc_curve_of_scores_that_are_known() -> None:
    # Of 2 x 2 pairs the odd one is above in 3.
    curve = roc(torch.tensor([0.1, 0.5]), torch.tensor([0.4, 0.9]))
    assert curve.area == 0.75
    assert curve.false_rate[0] == 0 and curve.true_rate[-1] == 1
    assert roc(torch.tensor([1.0]), torch.tensor([2.0])).area == 1
    with pytest.raises(UserError, match="ordinary and unusual"):
        roc(torch.tensor([1.0]), torch.tensor([]))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in DATA])
def test_oddities_are_pictures_of_the_same_shape_and_always_the_same(kind: str) -> None:
    digits = data.load("mnist")
    odd = oddities(kind, digits, 30, seed=2)
    assert odd.shape == (30, 1, 28, 28) and odd.dtype == torch.uint8
    assert torch.equal(odd, oddities(kind, digits, 30, seed=2))
    assert not torch.equal(odd, oddities(kind, digits, 30, seed=3))
    assert len(odd.flatten(1).unique(dim=0)) == 30


def test_marked_pictures_are_others_than_the_ordinary_ones() -> None:
    digits = data.load("mnist")
    usual = ordinary(digits, 20).flatten(1)
    base = ordinary(digits, 40)[20:].flatten(1)
    marked = oddities("spotted", digits, 20).flatten(1)
    assert (marked >= base).all() and (marked > base).any(1).all()
    assert not any((row == usual).all(1).any() for row in base)


def test_the_floor_is_the_distance_to_the_mean_of_all_training_pictures() -> None:
    digits = data.load("mnist")
    numbers = digits.spec.to_numbers(digits.items)
    wanted = (numbers[:5] - numbers.mean(0)).abs().flatten(1).mean(1)
    torch.testing.assert_close(to_mean(numbers[:5], digits), wanted)


def test_digits_are_odd_among_clothes_and_clothes_among_digits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digits = data.load("mnist")
    clothes = replace(digits, name="fashion_mnist")
    assert {"digits", "clothes"} & set(kinds_for(clothes)) == {"digits"}
    assert not {"digits", "clothes"} & set(kinds_for(blobs(3, 32, count=20)))
    monkeypatch.setattr(data, "is_here", lambda name: name == "fashion_mnist")
    assert {"digits", "clothes"} & set(kinds_for(digits)) == {"clothes"}
    assert torch.equal(oddities("digits", clothes, 9), ordinary(digits, 9))
    with pytest.raises(UserError, match="Among the pictures of mnist"):
        oddities("digits", digits, 9)
    with pytest.raises(UserError, match="pictures of mnist have another shape"):
        oddities("digits", blobs(3, 32, count=20), 9)


def test_letters_come_in_colour_too() -> None:
    assert oddities("letters", blobs(3, 32, count=20), 5).shape == (5, 3, 32, 32)


def test_what_cannot_be_is_refused(space: Space) -> None:
    with pytest.raises(UserError, match="holds out fewer"):
        ordinary(blobs(count=20), 5)
    with pytest.raises(UserError, match="no oddity 'ghosts'"):
        oddities("ghosts", data.load("mnist"), 5)
    for pictures in (torch.zeros(1, 3, 28, 28), torch.full((1, 1, 28, 28), math.nan)):
        with pytest.raises(UserError, match="no pictures of the shape"):
            next(residuals(space, pictures))
    with pytest.raises(UserError, match="from 1 to"):
        next(residuals(space, torch.zeros(1, 1, 28, 28), steps=0))
