"""Edges of clothes: black on white where brightness jumps, pairs in order, found once."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core.data import edges, mnist
from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import blobs
from gan_core.errors import UserError


@pytest.fixture
def clothes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DataSet:
    """Return squares in the place of Fashion-MNIST, and a home that is empty."""
    whole = blobs(size=28, count=30)
    held_out = Rows(whole.items[20:], torch.zeros(10).long())
    labels = torch.zeros(20).long()
    data = DataSet("fashion_mnist", Pictures(1, 28), whole.items[:20], labels, held_out)
    monkeypatch.setattr(mnist, "load_fashion", lambda: data)
    monkeypatch.setattr(mnist, "fashion_is_here", lambda: True)
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))
    return data


def test_the_edge_of_a_square_is_its_outline_in_black() -> None:
    square = torch.zeros(1, 1, 28, 28, dtype=torch.uint8)
    square[:, :, 8:20, 8:20] = 255
    drawn = edges.edges(square)[0, 0]
    assert set(drawn.unique().tolist()) == {0, 255}
    black = drawn == 0
    assert not black[10:18, 10:18].any() and not black[:6].any() and not black[:, 22:].any()
    assert black[12:16, 6:10].any(1).all() and black[6:10, 12:16].any(0).all()


def test_a_plain_picture_has_no_edges() -> None:
    assert (edges.edges(torch.full((2, 1, 28, 28), 90, dtype=torch.uint8)) == 255).all()


def test_each_piece_comes_with_its_own_edges(clothes: DataSet) -> None:
    data = edges.load_edges()
    assert data.spec == edges.SPEC and torch.equal(data.items, clothes.items)
    assert data.sources is not None and data.held_out is not None
    assert torch.equal(data.sources, edges.edges(clothes.items))
    assert data.held_out.sources is not None and clothes.held_out is not None
    assert torch.equal(data.held_out.items, clothes.held_out.items)
    assert torch.equal(data.held_out.sources, edges.edges(clothes.held_out.items))


def test_edges_are_found_once(clothes: DataSet, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not edges.is_ready()
    first = edges.load_edges()
    assert edges.is_ready()
    monkeypatch.setattr(edges, "edges", lambda pictures: 1 / 0)
    again = edges.load_edges()
    assert first.content_hash == again.content_hash


def test_without_fashion_mnist_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mnist, "_fashion_folders", lambda: [Path("nowhere/FashionMNIST/raw")])
    with pytest.raises(UserError, match="fashion_mnist is not on this machine"):
        edges.load_edges()
