from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.errors import UserError
from gan_core.files.places import shipped_root
from gan_core.metrics.classes import class_shares
from gan_core.metrics.classifier import accuracy
from gan_core.metrics.measures import WITH_FLOOR
from gan_core.metrics.reference import EXTRACTORS, extractor, reference

SHIPPED = ("mnist", "fashion_mnist")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_net_reads_its_10_000_test_pictures_as_well_as_it_says(name: str) -> None:
    known = reference(name)
    assert known.features.shape == (10_000, 128) and known.classes == 10
    with torch.no_grad():
        logits = known.net.head(known.features)
    share = float((logits.argmax(1) == known.labels).double().mean())
    assert share == pytest.approx(known.document["accuracy"], abs=1e-3)  # features are fp16
    assert share >= extractor(name).accuracy
    histogram = known.document["real"]["histogram"]
    assert class_shares(logits.argmax(1), 10) == pytest.approx(histogram, abs=1e-3)


def test_fashion_has_a_thousand_test_pictures_of_each_kind() -> None:
    assert torch.bincount(reference("fashion_mnist").labels).tolist() == [1000] * 10


def test_shipped_classifier_reads_digits_that_are_here(shared_home: Path) -> None:
    known, digits = reference(), data.load("mnist")
    assert digits.held_out is not None and digits.held_out.labels is not None
    assert accuracy(known.net, digits.held_out.items, digits.held_out.labels, digits) >= 0.97


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_floors_are_there_for_every_score_and_are_what_real_pictures_give(
    name: str,
) -> None:
    floors = reference(name).document["floors"]
    assert set(floors) == set(WITH_FLOOR)
    for key, table in floors.items():
        sizes = sorted(map(int, table))
        assert sizes == [
            n for n in (500, 1000, 2000, 2600, 5000, 10_000) if n <= WITH_FLOOR[key].limit
        ]
        assert all(map(math.isfinite, table.values()))
    falling = [floors["fd"][key] for key in sorted(floors["fd"], key=int)]
    assert falling == sorted(falling, reverse=True)
    assert all(0.9 < value < 1.1 for value in floors["diversity"].values())
    for key in ("precision", "recall", "density", "coverage"):
        assert all(0.7 < value < 1.1 for value in floors[key].values()), key


def test_every_data_set_with_scores_has_its_file_and_digits_share_one() -> None:
    files = {one.file for one in EXTRACTORS.values()}
    assert files == {"mnist_cnn", "fashion_cnn"}
    folder = shipped_root() / "classifiers"
    assert all((folder / f"{file}.safetensors").is_file() for file in files)
    assert reference("mnist") is reference("stacked_mnist") is reference("mnist_full")


def test_a_subset_is_the_same_every_time_and_never_the_first_rows() -> None:
    known = reference()
    assert known.subset(50).equal(known.subset(50))
    assert known.subset(80)[:50].equal(known.subset(50))
    # MNIST's first 5,000 test digits are cleaner than its last.
    assert not known.subset(50).equal(known.features[:50])


def test_no_reference_is_a_clear_error() -> None:
    with pytest.raises(
        UserError, match="no shipped classifier for emoji; scores are there for mnist"
    ):
        reference("emoji")
