"""CIFAR-10 in its own format, made small: read, refused, and offered."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from gan_core import data
from gan_core.data.cifar import FOLDER, HELD_OUT, TRAINING, read_batch
from gan_core.data.fetch import fetch
from gan_core.errors import UserError


def write(path: Path, count: int, first: int = 0) -> None:
    rows = np.arange(count * 3072, dtype=np.int64).reshape(count, 3072) % 251
    labels = [(first + row) % 10 for row in range(count)]
    batch = {"data": rows.astype(np.uint8), "labels": labels, "batch_label": "a part"}
    # The real files are of 2009: numpy's modules had other names.
    path.write_bytes(pickle.dumps(batch, protocol=2).replace(b"numpy._core", b"numpy.core"))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for number, name in enumerate(TRAINING):
        write(folder / name, 4, number)
    write(folder / HELD_OUT, 3)
    monkeypatch.setenv("GANVAS_DATA", str(tmp_path))
    return folder


def test_the_five_files_are_one_training_part(root: Path) -> None:
    assert data.is_here("cifar10")
    photos = data.DATA_SETS["cifar10"].loader()
    assert photos.items.shape == (20, 3, 32, 32) and len(photos.held_out) == 3
    assert photos.labels.tolist()[:5] == [0, 1, 2, 3, 1]
    assert photos.spec.classes[photos.labels[3]] == "cat"
    # Row by row: the red plane of the first picture counts up from 0.
    assert photos.items[0, 0, 0, :4].tolist() == [0, 1, 2, 3]
    assert photos.items[0, 1, 0, 0] == 1024 % 251


def test_one_file_short_is_not_here(root: Path) -> None:
    (root / TRAINING[4]).unlink()
    assert not data.is_here("cifar10")
    with pytest.raises(UserError, match=r"cifar-10-batches-py.*data --fetch cifar10"):
        data.DATA_SETS["cifar10"].loader()


class Pointers:
    """An array of objects whose bytes would be taken for addresses: reading it ends the process."""

    def __reduce__(self) -> tuple[object, tuple[object, ...], tuple[object, ...]]:
        kind = np.dtype("O")
        rebuild, start, _state = np.zeros(1).__reduce__()
        return rebuild, start, (1, (1,), kind, False, b"A" * 8)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch hacked",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Ran out of input"),
        (b"no pickle", "not a file of CIFAR-10"),
        (pickle.dumps({"data": Evil(), "labels": [0]}), "has no place in a data set"),
        (pickle.dumps({"data": Pointers(), "labels": [0]}), "pictures are bytes"),
        (pickle.dumps({"data": np.zeros((1, 3072)), "labels": [0]}, 2), "pictures are bytes"),
        (pickle.dumps({"data": np.zeros((2, 3072), np.uint8), "labels": [0]}, 2), "one label"),
        (pickle.dumps({"data": np.zeros((1, 3072), np.uint8), "labels": [12]}, 2), "0 to 9"),
        (pickle.dumps({"data": np.zeros((1, 100), np.uint8), "labels": [1]}, 2), "reshape"),
        (pickle.dumps({"labels": [1]}), "data"),
    ],
    ids=[
        "empty",
        "text",
        "code",
        "pointers",
        "floats",
        "a label short",
        "label 12",
        "cut off",
        "no pictures",
    ],
)
def test_a_damaged_or_hostile_file_is_refused(
    content: bytes, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("batch").write_bytes(content)
    with pytest.raises(UserError, match=why):
        read_batch(folder / "batch")
    assert [one.name for one in folder.iterdir()] == ["batch"]


def test_fetching_asks_torchvision_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torchvision.datasets

    calls: list[tuple[Path, bool]] = []
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))
    monkeypatch.setattr(
        torchvision.datasets, "CIFAR10", lambda root, download: calls.append((root, download))
    )
    assert fetch("cifar10") == tmp_path / "data"
    assert calls == [(tmp_path / "data", True)]
