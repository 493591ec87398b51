"""Data sets: what is made up, what is read, and what a name promises."""

from __future__ import annotations

import gzip
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core import data
from gan_core.data.base import DataSet, Rows, content_hash
from gan_core.data.idx import read_idx
from gan_core.data.mnist import FIVE_THOUSAND_HASH
from gan_core.data.synthetic import blobs, grid, ring, ring_centres
from gan_core.errors import UserError


def test_blobs_have_the_shape_asked_for_and_look_like_their_class() -> None:
    for channels, size in ((1, 28), (3, 32), (1, 64)):
        made = blobs(channels, size, count=20)
        assert made.items.shape == (20, channels, size, size) and made.items.dtype == torch.uint8
        assert made.labels.tolist() == list(range(10)) * 2
        assert made.items.amax((1, 2, 3)).min() >= 128
    assert blobs().content_hash == blobs().content_hash != blobs(size=32).content_hash


def test_the_ring_has_its_modes_at_its_radius() -> None:
    made = ring(modes=4, radius=2.0, sigma=0.01, count=400)
    centres = torch.stack([made.items[made.labels == k].mean(0) for k in range(4)])
    wanted = torch.tensor([[2.0, 0], [0, 2], [-2, 0], [0, -2]])
    torch.testing.assert_close(centres, wanted, atol=0.01, rtol=0)


def test_the_grid_is_the_one_of_the_papers() -> None:
    made = grid(count=5000)
    centres = torch.stack([made.items[made.labels == k].mean(0) for k in range(25)])
    wanted = {(float(x), float(y)) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)}
    assert {(x, y) for x, y in (centres.round().tolist())} == wanted
    spread = made.items - centres.round()[made.labels]
    assert spread.std(0).tolist() == pytest.approx([0.05, 0.05], rel=0.05)
    assert made.content_hash == grid(count=5000).content_hash


def test_the_ring_is_the_one_of_the_papers() -> None:
    made = ring(count=4000)
    spread = made.items - ring_centres()[made.labels]
    assert ring_centres().norm(dim=1).tolist() == pytest.approx([1.0] * 8)
    assert spread.std(0).tolist() == pytest.approx([0.01, 0.01], rel=0.05)
    assert ring_centres().unique(dim=0).shape == (8, 2)


def test_a_content_hash_sees_items_and_labels() -> None:
    made = blobs(count=4)
    other = content_hash(made.items, made.labels + 1)
    assert len({made.content_hash, other, content_hash(made.items, None)}) == 3
    assert replace(made, name="other").content_hash == made.content_hash


def test_the_hash_follows_the_content_whatever_it_was_made_from() -> None:
    made = blobs(count=4)
    known = made.content_hash
    held = Rows(made.items[:1], made.labels[:1])
    other = replace(made, held_out=held)
    assert other.content_hash != known and not DataSet.is_content(other, known)
    assert replace(made, items=made.items[:3], labels=made.labels[:3]).content_hash != known
    assert other.is_content(other.to("meta").content_hash)  # it is not taken anew there


def test_a_class_that_was_renamed_is_the_same_content() -> None:
    made = blobs(count=4)
    renamed = replace(made, spec=replace(made.spec, classes=("zero", *made.spec.classes[1:])))
    assert renamed.is_content(made.content_hash)


def test_mnist_is_there_without_a_download() -> None:
    digits = data.load("mnist")
    assert digits.items.shape == (4500, 1, 28, 28) and digits.held_out.items.shape == (
        500,
        1,
        28,
        28,
    )
    assert digits.labels.bincount().tolist() == [450] * 10
    assert digits.held_out.labels.bincount().tolist() == [50] * 10
    assert (digits.items.min(), digits.items.max()) == (0, 255)
    assert digits.card and digits.card.licence and len(FIVE_THOUSAND_HASH) == 16
    assert data.load("mnist") is digits


def idx(array: np.ndarray) -> bytes:
    return (
        b"\0\0\x08"
        + bytes([array.ndim])
        + struct.pack(f">{array.ndim}I", *array.shape)
        + (array.astype(np.uint8).tobytes())
    )


def write_mnist(folder: Path, packed: bool) -> None:
    folder.mkdir(parents=True)
    for part, count in (("train", 6), ("t10k", 2)):
        files = {
            "images-idx3-ubyte": np.arange(count * 784).reshape(count, 28, 28) % 256,
            "labels-idx1-ubyte": np.arange(count) % 10,
        }
        for kind, array in files.items():
            content = gzip.compress(idx(array)) if packed else idx(array)
            (folder / f"{part}-{kind}{'.gz' if packed else ''}").write_bytes(content)


@pytest.mark.parametrize("packed", [False, True])
def test_the_whole_mnist_is_read_from_the_users_folder(
    packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(tmp_path / "MNIST" / "raw", packed)
    monkeypatch.setenv("GANVAS_DATA", str(tmp_path))
    digits = data.DATA_SETS["mnist_full"].loader()
    assert digits.items.shape == (6, 1, 28, 28) and len(digits.held_out) == 2
    assert digits.labels.tolist() == list(range(6)) and digits.labels.dtype == torch.int64


def test_a_data_set_that_is_not_here_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GANVAS_DATA", raising=False)
    with pytest.raises(UserError, match=r"GANVAS_DATA.*data --fetch mnist_full"):
        data.DATA_SETS["mnist_full"].loader()


def test_whether_a_set_is_here_is_known_without_loading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "_load", lambda *_: pytest.fail("loaded"))
    monkeypatch.setenv("GANVAS_DATA", str(tmp_path))
    assert data.is_here("mnist") and data.is_here("stacked_mnist")
    assert not data.is_here("mnist_full") and not data.is_here("imagenet")
    write_mnist(tmp_path / "MNIST" / "raw", packed=True)
    assert data.is_here("mnist_full")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\0\x08", b"\0\0\x0d\x01" + b"\0" * 8, idx(np.zeros((2, 2)))[:-1],
     idx(np.zeros((2, 2))) + b"x", b"\0\0\x08\x02\0\0", b"\0\0\x08\x00"],
    ids=["empty", "short", "floats", "cut-off", "too-long", "half-header", "no-shape"],
)  # fmt: skip
def test_a_damaged_idx_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(UserError, match="file"):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"x" * 99, mtime=0)[:-12]],
    ids=["empty", "not packed", "cut off"],
)
def test_a_damaged_packed_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file.gz").write_bytes(content)
    with pytest.raises(UserError, match="file"):
        read_idx(tmp_path / "file")
