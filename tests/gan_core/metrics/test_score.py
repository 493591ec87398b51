from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data.synthetic import blobs
from gan_core.data.views import to_range
from gan_core.errors import UserError
from gan_core.metrics.classifier import accuracy, fit, read
from gan_core.metrics.score import floor_at, reference, score_model, score_pictures
from gan_core.runs.source import open_model

TABLE = {"500": 8.0, "2000": 2.0, "1000": 4.0}


@pytest.mark.parametrize(
    ("n", "floor"), [(500, 8.0), (1000, 4.0), (2000, 2.0), (499, None), (2001, None)]
)
def test_floor_is_the_tables_where_it_has_a_row_and_unknown_outside(
    n: int, floor: float | None
) -> None:
    assert floor_at(n, TABLE) == floor


def test_floor_between_two_rows_lies_on_the_line_of_their_logarithms() -> None:
    # These rows follow 4000 / n exactly.
    for n in (501, 707, 1500, 1999):
        assert floor_at(n, TABLE) == pytest.approx(4000 / n)


def test_shipped_classifier_reads_99_percent_and_its_claim_holds_on_our_digits(
    shared_home: Path,
) -> None:
    known, digits = reference(), data.load("mnist")
    assert known.document["accuracy"] >= 0.99
    assert known.features.shape == (10_000, 128)
    assert digits.held_out is not None and digits.held_out_labels is not None
    share = accuracy(known.net, digits.held_out, digits.held_out_labels, digits)
    assert share >= 0.97


def test_shipped_floors_fall_with_n_and_real_digits_score_near_them(shared_home: Path) -> None:
    floors = reference().document["floors"]
    ordered = [floors[key] for key in sorted(floors, key=int)]
    assert ordered == sorted(ordered, reverse=True) and all(map(math.isfinite, ordered))
    digits = data.load("mnist")
    rows = torch.randperm(4500, generator=torch.Generator().manual_seed(0))[:1000]
    distance, confident, histogram = score_pictures(to_range(digits.items[rows], digits.spec))
    assert isinstance(distance.value, float) and isinstance(distance.floor, float)
    assert 0.5 * distance.floor < distance.value < 3 * distance.floor
    assert isinstance(confident.value, float) and confident.value > 0.9
    assert isinstance(histogram.value, list) and min(histogram.value) > 0.05


def test_noise_scores_far_above_the_floor_and_one_digit_alone_worse_than_ten(
    shared_home: Path,
) -> None:
    digits = data.load("mnist")
    assert digits.labels is not None
    noise = torch.rand(500, 1, 28, 28, generator=torch.Generator().manual_seed(1)) * 2 - 1
    ones = to_range(digits.items[digits.labels == 1], digits.spec)
    mixed = to_range(digits.items[::10], digits.spec)
    values = []
    for pictures in (mixed, ones, noise):
        distance, _, histogram = score_pictures(pictures)
        assert isinstance(histogram.value, list) and sum(histogram.value) == pytest.approx(1)
        values.append(float(distance.value))  # type: ignore[arg-type]
    assert values[0] < min(values[1], values[2]) / 5
    assert score_pictures(ones)[2].value[1] > 0.95  # type: ignore[index]


def test_score_does_not_depend_on_the_order_of_the_pictures(shared_home: Path) -> None:
    digits = data.load("mnist")
    pictures = to_range(digits.items[:300], digits.spec)
    first, second = score_pictures(pictures)[0], score_pictures(pictures.flip(0))[0]
    assert first.value == pytest.approx(second.value, rel=1e-4)


def test_only_digits_of_the_right_size_are_scored(trained: Path) -> None:
    with pytest.raises(UserError, match="28x28"):
        score_pictures(torch.zeros(100, 3, 32, 32))
    with pytest.raises(UserError, match="no shipped classifier for blobs"):
        score_model(open_model(trained), blobs())


def test_classifier_learns_and_the_same_seed_learns_the_same() -> None:
    made = blobs(classes=4)
    held = data.DataSet("blobs", made.spec, made.items, made.labels, made.items, made.labels)
    first, second = (list(fit(held, epochs=4, batch=32, seed=3)) for _ in range(2))
    assert [epoch for epoch, _, _ in first] == [1, 2, 3, 4]
    assert first[-1][1] == 1.0
    weights = [run[-1][2].state_dict() for run in (first, second)]
    assert all(weights[0][key].equal(weights[1][key]) for key in weights[0])


def test_reading_in_batches_is_reading_at_once(shared_home: Path) -> None:
    digits = data.load("mnist")
    pictures = to_range(digits.items[:60], digits.spec)
    net = reference().net
    for one, other in zip(read(net, pictures, batch=7), read(net, pictures), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)
