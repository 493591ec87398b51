from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import ring
from gan_core.errors import UserError
from gan_core.metrics.copying import copying, nearest_training
from gan_core.metrics.score import score_items

SPEC = Pictures(1, 8)


def noise(n: int, seed: int) -> torch.Tensor:
    stream = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (n, 1, 8, 8), generator=stream, dtype=torch.uint8)


DATA = DataSet("noise", SPEC, noise(400, 1), held_out=Rows(noise(150, 2)))


def test_copies_of_training_pictures_have_a_ratio_near_0_and_name_their_rows() -> None:
    rows = torch.tensor([3, 399, 17])
    seen = copying(SPEC.to_numbers(DATA.items[rows]), DATA)
    assert seen.fakes.index.tolist() == rows.tolist()
    assert seen.fakes.distance.tolist() == [0, 0, 0] and seen.ratio == 0
    slightly = (SPEC.to_numbers(DATA.items[:100]) + 0.02).clamp(-1, 1)
    assert copying(slightly, DATA).ratio < 0.1


def test_new_pictures_of_the_same_kind_have_a_ratio_near_1() -> None:
    assert copying(SPEC.to_numbers(noise(150, 3)), DATA).ratio == pytest.approx(1, abs=0.05)


def test_distances_are_pixel_l2_with_pixels_from_0_to_1() -> None:
    black = DataSet("black", SPEC, torch.zeros(5, 1, 8, 8, dtype=torch.uint8))
    white = torch.ones(1, 1, 8, 8)
    assert nearest_training(white, black).distance.item() == pytest.approx(8)


def test_another_embedding_decides_what_is_near() -> None:
    # Only the mean counts here: the nearest is the picture of the nearest mean.
    means = lambda pictures: pictures.flatten(1).mean(1, keepdim=True)  # noqa: E731
    steps = torch.arange(0, 250, 10, dtype=torch.uint8)[:, None, None, None].expand(25, 1, 8, 8)
    data = DataSet("steps", SPEC, steps.contiguous())
    wanted = SPEC.to_numbers(torch.tensor([43, 198]).view(2, 1, 1, 1).expand(2, 1, 8, 8))
    assert nearest_training(wanted, data, means).index.tolist() == [4, 20]


def test_a_large_held_out_part_is_represented_by_the_same_rows_every_time() -> None:
    first, second = (
        copying(SPEC.to_numbers(noise(5, 4)), DATA, held_out_limit=20) for _ in range(2)
    )
    assert len(first.held_out_rows) == len(first.held_out.index) == 20
    assert first.held_out_rows.equal(second.held_out_rows)


def test_as_a_score_it_needs_no_classifier() -> None:
    (row,) = score_items(SPEC.to_numbers(noise(120, 3)), "noise", which=["copying"], data=DATA)
    assert (row.n, row.floor, row.extractor) == (120, 1.0, "pixels")
    assert row.value == pytest.approx(1, abs=0.05)


def test_wrong_shapes_and_missing_parts_are_refused() -> None:
    with pytest.raises(UserError, match="have the shape 1x8x8, not 3x8x8"):
        nearest_training(torch.zeros(2, 3, 8, 8), DATA)
    with pytest.raises(UserError, match="no held-out"):
        copying(torch.zeros(2, 1, 8, 8), replace(DATA, held_out=None))
    with pytest.raises(UserError, match="holds no pictures"):
        nearest_training(torch.zeros(2, 2), ring(count=10))
