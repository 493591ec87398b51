"""Items as kept become numbers that networks take; labels and sources come with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures, Points
from gan_core.data.synthetic import blobs, ring
from gan_core.data.views import aligned, reduced, sources, unpaired, unpaired_mirrored
from gan_core.rng import Rng


def test_black_and_white_become_the_ends_of_the_range() -> None:
    kept = torch.tensor([0, 255], dtype=torch.uint8)
    assert Pictures().to_numbers(kept).tolist() == [-1.0, 1.0]
    assert kept.tolist() == [0, 255]


def test_a_view_takes_the_rows_asked_for_with_their_labels() -> None:
    data, rows = blobs(count=30), torch.tensor([7, 3])
    batch = aligned(data, rows, Rng(1))
    assert batch.y.tolist() == [7, 3] and len(batch) == 2 and batch.src is None
    torch.testing.assert_close(batch.x, data.items[rows] / 127.5 - 1)


def test_points_stay_as_they_are_and_data_may_have_no_labels() -> None:
    data = ring(count=9)
    bare = DataSet("bare", data.spec, data.items)
    assert torch.equal(aligned(bare, torch.tensor([4]), Rng(1)).x, data.items[4:5])
    assert aligned(bare, torch.tensor([4]), Rng(1)).y is None


def paired() -> DataSet:
    data = blobs(count=12)
    spec = replace(data.spec, source=Pictures(1, 28))
    return DataSet("pairs", spec, data.items, data.labels, sources=255 - data.items)


def test_what_an_item_is_made_from_comes_with_it_row_by_row() -> None:
    data, rows = paired(), torch.tensor([5, 0, 11])
    batch = aligned(data, rows, Rng(1))
    torch.testing.assert_close(batch.src, -batch.x)
    assert torch.equal(sources(data, rows), batch.src)


def two_domains(count: int = 5) -> DataSet:
    data = ring(count=9)
    other = torch.arange(2.0 * count).view(count, 2)
    return DataSet("two", replace(data.spec, other=Points(2)), data.items, other=other)


def test_the_second_domain_comes_in_an_order_of_its_own() -> None:
    data, rows = two_domains(), torch.arange(9)
    batch = unpaired(data, rows, Rng(1))
    assert torch.equal(batch.x, data.items) and batch.src.shape == (9, 2)
    known = {tuple(row) for row in data.other.tolist()}
    assert {tuple(row) for row in batch.src.tolist()} <= known
    assert torch.equal(unpaired(data, rows, Rng(1)).src, batch.src)
    assert not torch.equal(unpaired(data, rows, Rng(2)).src, batch.src)
    with pytest.raises(ValueError, match="no second domain"):
        unpaired(ring(count=9), rows, Rng(1))


def test_two_domains_are_mirrored_each_by_itself() -> None:
    data = blobs(count=40)
    ramp = torch.arange(28, dtype=torch.uint8).expand(40, 1, 28, 28)
    spec = replace(data.spec, other=Pictures(1, 28))
    both = DataSet("two", spec, ramp, other=ramp)
    batch = unpaired_mirrored(both, torch.arange(40), Rng(1))
    flipped = [(part[:, 0, 0, 0] > part[:, 0, 0, 27]).tolist() for part in (batch.x, batch.src)]
    assert all(10 < sum(one) < 30 for one in flipped) and flipped[0] != flipped[1]
    with pytest.raises(ValueError, match="no pictures to mirror"):
        unpaired_mirrored(two_domains(), torch.arange(9), Rng(1))


def test_every_part_of_a_data_set_is_in_its_hash() -> None:
    data = paired()
    held = Rows(data.items[:2], data.labels[:2], data.sources[:2])
    whole = DataSet("pairs", data.spec, data.items, data.labels, held, sources=data.sources)
    others = [
        DataSet("pairs", data.spec, data.items, data.labels, sources=data.sources),
        DataSet("pairs", data.spec, data.items, data.labels, held, sources=data.sources.flip(0)),
        DataSet("pairs", data.spec, data.items, None, held, sources=data.sources),
        DataSet(
            "pairs",
            data.spec,
            data.items,
            data.labels,
            Rows(held.items.flip(0), held.labels, held.sources),
            sources=data.sources,
        ),
        DataSet(
            "pairs",
            data.spec,
            data.items,
            data.labels,
            Rows(held.items, held.labels),
            sources=data.sources,
        ),
        two_domains(4),
        two_domains(5),
    ]
    hashes = [one.content_hash for one in [whole, *others]]
    assert len(set(hashes)) == len(hashes)
    assert [whole.is_content(one) for one in hashes] == [True] + [False] * len(others)


def test_the_hash_that_version_0_1_took_is_known_where_it_says_all() -> None:
    taken_by_0_1 = "54ca4e3df0b40038"
    assert blobs(count=12).is_content(taken_by_0_1)
    assert not blobs(count=13).is_content(taken_by_0_1)
    assert not paired().is_content(taken_by_0_1)


def test_reduced_pictures_are_the_means_of_squares() -> None:
    content = blobs(size=8, count=6)
    plain, small = (view(content, torch.arange(4), Rng(0)) for view in (aligned, reduced(2)))
    assert small.x.shape == (4, 1, 4, 4)
    assert torch.allclose(small.x[0, 0, 0, 0], plain.x[0, 0, :2, :2].mean())
    assert small.y is not None and plain.y is not None and torch.equal(small.y, plain.y)
