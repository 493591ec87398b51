"""The two loops that benchmarks.speed compares train the same networks on the same pictures."""

from __future__ import annotations

import pytest
import torch

from benchmarks.speed.__main__ import speed_table
from benchmarks.speed.limit import operations
from benchmarks.speed.loops import Case, Way, ours, pictures, tutorial
from benchmarks.speed.plain import LabelledPictures
from benchmarks.speed.quality import samples

CASE = Case("vanilla", "source")


def test_the_tutorials_pictures_are_ours_one_by_one() -> None:
    content = pictures()
    assert content.labels is not None
    plain = LabelledPictures(content.items, content.labels)
    picture, label = plain[7]
    torch.testing.assert_close(picture, content.spec.to_numbers(content.items[7:8])[0])
    assert label == int(content.labels[7]) and len(plain) == len(content)


def test_both_loops_begin_with_the_same_g_and_train_it() -> None:
    loops = [make(CASE, Way(1), pictures()) for make in (ours, tutorial)]
    before = [[p.detach().clone() for p in loop.g.parameters()] for loop in loops]
    for mine, its in zip(*before, strict=True):
        assert torch.equal(mine, its)
    for loop, old in zip(loops, before, strict=True):
        next(loop.steps)
        moved = [not torch.equal(a, b) for a, b in zip(old, loop.g.parameters(), strict=True)]
        assert all(moved) and loop.batch == 64
        assert samples(loop, 10).shape == (10, 1, 28, 28)


def test_a_products_operations_are_counted() -> None:
    a, b = torch.ones(3, 5), torch.ones(5, 7)
    assert operations(lambda: a @ b) == 2 * 3 * 5 * 7


def test_ours_needs_fewer_operations_than_its_networks_passes_would() -> None:
    # G 100-256-784 and D 784-256-1, a batch of 64. Fakes are shared: G forward once, its weights
    # and what lies between once; D forward three times, its weights for two, inputs for one.
    loop = ours(CASE, Way(1), pictures())
    next(loop.steps)
    g, between, d = 100 * 256 + 256 * 784, 256 * 784, 784 * 256 + 256
    d_hidden, d_input = 256, 784 * 256
    products = 2 * g + between + 3 * d + 2 * d + 3 * d_hidden + d_input
    assert operations(lambda: next(loop.steps)) == pytest.approx(2 * 64 * products, rel=0.01)


def test_the_table_says_how_each_loop_was_run() -> None:
    plain = {
        "kind": "plain", "way": {"threads": 1, "workers": 2}, "images_per_second": 100.0,
        "ratio": 1.0, "ratios": [1.0], "share_of_limit": 0.25, "limit_gflops": 80.0,
        "peak_mib": 600.0,
    }  # fmt: skip
    mine = {
        **plain, "kind": "ours", "way": {"threads": 2, "precision": "mixed"},
        "images_per_second": 250.0, "ratio": 2.5, "ratios": [2.0, 2.5, 3.0],
    }  # fmt: skip
    table = speed_table({"case": "c", "batch": 4, "ways": [plain, mine]})
    assert "| plain, 2 workers | 1 | 100 | 1.00 (1.00 to 1.00) | 25% of 80 Gflop/s | 600 |" in table
    assert "| ours, mixed | 2 | 250 | 2.50 (2.00 to 3.00) |" in table
