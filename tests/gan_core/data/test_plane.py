"""Shapes in the plane: where their points lie, what a name fixes, and what labels say."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from gan_core.data import plane
from gan_core.data.plane import SHAPES, shape
from gan_core.errors import UserError

every_shape = pytest.mark.parametrize("name", SHAPES)
MODES = {"gaussians2": 2, "blobs3": 3, "ring8": 8, "grid25": 25}


@every_shape
def test_points_are_float32_within_the_box_and_as_many_as_promised(name: str) -> None:
    made = shape(name).content
    assert (made.items.shape, made.held_out.items.shape) == ((8192, 2), (2048, 2))
    for points in (made.items, made.held_out.items):
        assert points.dtype == torch.float32 and points.isfinite().all()
        assert points.abs().max() <= 2
        # Nothing piles up on the border, as it would if tails were cut off.
        assert (points.abs() == 2).sum() == 0
        assert len(points.unique(dim=0)) == len(points)
    assert made.items.abs().max() > 1


@every_shape
def test_a_name_fixes_the_points_and_is_made_once(name: str) -> None:
    assert shape(name) is shape(name) and shape(name).name == shape(name).content.name == name
    torch.manual_seed(1)
    again = SHAPES[name].__wrapped__()  # type: ignore[attr-defined]
    assert again is not shape(name)
    assert again.content.content_hash == shape(name).content.content_hash
    assert torch.equal(again.content.held_out.items, shape(name).content.held_out.items)


def test_making_a_shape_leaves_the_process_wide_generator_alone() -> None:
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    plane.moons.__wrapped__()
    assert torch.equal(torch.rand(3), wanted)


def test_no_two_shapes_are_the_same() -> None:
    assert len({shape(name).content.content_hash for name in SHAPES}) == len(SHAPES)
    assert len({shape(name).title for name in SHAPES}) == len(SHAPES)


@every_shape
def test_held_out_points_are_others_of_the_same_law(name: str) -> None:
    made = shape(name).content
    both = torch.cat([made.items, made.held_out.items])
    assert len(both.unique(dim=0)) == len(both)
    torch.testing.assert_close(made.held_out.items.mean(0), made.items.mean(0), atol=0.1, rtol=0)
    torch.testing.assert_close(made.held_out.items.std(0), made.items.std(0), atol=0.06, rtol=0)


@every_shape
def test_further_points_follow_the_stream_they_are_given(name: str) -> None:
    def draw(seed: int) -> Tensor:
        return shape(name).draw(500, torch.Generator().manual_seed(seed))

    assert torch.equal(draw(1), draw(1)) and not torch.equal(draw(1), draw(2))
    assert draw(1).shape == (500, 2) and draw(1).abs().max() <= 2
    torch.testing.assert_close(draw(1).std(0), shape(name).content.items.std(0), atol=0.1, rtol=0)


@every_shape
def test_labels_and_centres_are_those_of_the_modes_where_there_are_any(name: str) -> None:
    found, made = shape(name), shape(name).content
    if name not in MODES:
        assert (found.centres, made.labels, made.held_out.labels) == (None, None, None)
        return
    assert found.centres.shape == (MODES[name], 2)
    for points, labels in ((made.items, made.labels), (made.held_out.items, made.held_out.labels)):
        assert labels.dtype == torch.int64 and labels.unique().tolist() == [*range(MODES[name])]
        share = labels.bincount() / len(labels)
        assert ((share * MODES[name] - 1).abs() < 0.35).all()
        away = points - found.centres[labels]
        assert away.std(0).tolist() == pytest.approx([found.sigma] * 2, rel=0.05)
        assert away.norm(dim=1).max() < 7 * found.sigma


def test_the_ring_and_the_grid_have_the_sizes_agreed_on() -> None:
    ring, grid = shape("ring8"), shape("grid25")
    assert ring.centres.norm(dim=1).tolist() == pytest.approx([1.5] * 8) and ring.sigma == 0.05
    assert grid.centres.unique().tolist() == [-1.5, -0.75, 0.0, 0.75, 1.5] and grid.sigma == 0.03


def test_the_line_is_straight_and_evenly_covered() -> None:
    points = shape("line").content.items
    across = points @ torch.tensor([-1.0, 1.5]) / math.hypot(1, 1.5)
    assert across.std().item() == pytest.approx(0.04, rel=0.05)
    counts = torch.histc(points[:, 0], 10, -1.4, 1.4)
    assert counts.min() > 0.85 * counts.max()


def test_the_moons_are_one_moon_and_the_same_turned() -> None:
    points = shape("moons").content.items
    upper = ((points - torch.tensor([-0.55, -0.275])).norm(dim=1) - 1.1).abs() < 0.3
    lower = ((-points - torch.tensor([-0.55, -0.275])).norm(dim=1) - 1.1).abs() < 0.3
    assert (upper | lower).all()
    assert 0.45 < upper.float().mean() < 0.75 and 0.45 < lower.float().mean() < 0.75


@pytest.mark.parametrize(("name", "turns"), [("spiral", 1.25), ("swissroll", 1.5)])
def test_the_radius_grows_with_the_angle_along_an_arm(name: str, turns: float) -> None:
    bare, _ = shape(name).skeleton(4000, torch.Generator().manual_seed(1))
    radius = bare.norm(dim=1)
    growth = {"spiral": 1.6 / (2.5 * math.pi), "swissroll": 1.8 / (4.5 * math.pi)}[name]
    start = {"spiral": 0.1, "swissroll": 0.0}[name]
    angle = torch.atan2(bare[:, 1], bare[:, 0])
    arms = 2 if name == "spiral" else 1
    off = torch.remainder((radius - start) / growth - angle, 2 * math.pi / arms)
    assert torch.minimum(off, 2 * math.pi / arms - off).max() < 1e-3
    swept = (radius.max() - radius.min()) / growth / (2 * math.pi)
    assert swept.item() == pytest.approx(turns, abs=0.05)


def test_an_unknown_shape_is_refused_with_a_hint() -> None:
    with pytest.raises(UserError, match=r"no shape 'ring9'. There are: line, .*\(ring8\?\)"):
        shape("ring9")
