"""CIFAR-10: 60,000 small photos in ten classes, read from the folder that torchvision fetches."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from gan_core.data.base import Card, DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.files.places import data_root

THINGS = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
CIFAR10 = Pictures(3, 32, classes=THINGS)
CIFAR10_CARD = Card(
    N_("CIFAR-10"),
    N_(
        "50,000 photos to train on and 10,000 held out, ten classes, 32x32 in colour. "
        "Read from the folder in GANVAS_DATA, or fetched when you ask for it."
    ),
    "https://www.cs.toronto.edu/~kriz/cifar.html",
    N_("none is stated; whoever publishes on it cites the report"),
    "",
    "CIFAR-10: Alex Krizhevsky, Vinod Nair, Geoffrey Hinton; Learning Multiple Layers of Features "
    "from Tiny Images, 2009",
)
FOLDER = "cifar-10-batches-py"
TRAINING = tuple(f"data_batch_{number}" for number in range(1, 6))
HELD_OUT = "test_batch"


def cifar10_is_here() -> bool:
    """True where a folder holds all the files of CIFAR-10."""
    return any(map(_holds, _folders()))


def load_cifar10() -> DataSet:
    """Return CIFAR-10 from GANVAS_DATA or from where it was fetched to.

    Raises:
        UserError: it is on this machine nowhere, or one of its files is damaged.
    """
    for folder in filter(_holds, _folders()):
        parts = [read_batch(folder / name) for name in TRAINING]
        items, labels = (torch.cat(part) for part in zip(*parts, strict=True))
        return DataSet(
            "cifar10", CIFAR10, items, labels, Rows(*read_batch(folder / HELD_OUT)), CIFAR10_CARD
        )
    raise UserError(
        N_(
            "The data set {data} is not on this machine. Set GANVAS_DATA to a folder that holds "
            "{folder}, or run: python -m gan_core data --fetch {data}"
        ),
        data="cifar10",
        folder=FOLDER,
    )


def _folders() -> list[Path]:
    return [root / FOLDER for root in data_root()]


def _holds(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (*TRAINING, HELD_OUT))


class _Array:
    """What a file says of an array, in place of numpy's: its state, of which we read the bytes."""

    def __init__(self, *_: object) -> None:
        self.content = b""

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, _shape, kind, _order, content = state
        if kind.name != "u1":
            raise ValueError("pictures are bytes")
        self.content = content.encode("latin1") if isinstance(content, str) else bytes(content)


class _Kind:
    """What a file says of an array's numbers: a name, and a state that is not looked at."""

    def __init__(self, name: str = "", *_: object) -> None:
        self.name = name

    def __setstate__(self, state: object) -> None:
        pass


class _Plain(pickle.Unpickler):  # noqa: S301 - it makes nothing but the stand-ins above
    """Reads numbers, texts, lists and the bytes of arrays; runs nothing that a file may name."""

    STAND_INS: ClassVar[dict[tuple[str, str], Any]] = {
        ("numpy.core.multiarray", "_reconstruct"): _Array,
        ("numpy._core.multiarray", "_reconstruct"): _Array,
        ("numpy", "ndarray"): _Array,
        ("numpy", "dtype"): _Kind,
        ("_codecs", "encode"): lambda text, _encoding: text.encode("latin1"),
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.STAND_INS:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a data set")
        return self.STAND_INS[module, name]


def read_batch(path: Path) -> tuple[Tensor, Tensor]:
    """Return pictures uint8 (N, 3, 32, 32) and labels int64 (N,) of one file (Python version).

    Raises:
        UserError: it is not such a file, or holds other than arrays, texts and lists.
    """
    try:
        batch = _Plain(io.BytesIO(path.read_bytes()), encoding="latin1").load()
        pictures = np.frombuffer(batch["data"].content, np.uint8).reshape(-1, *CIFAR10.shape)
        items = torch.from_numpy(pictures.copy())
        labels = torch.tensor(batch["labels"], dtype=torch.int64)
        if len(labels) != len(items) or not 0 <= int(labels.min()) <= int(labels.max()) <= 9:
            raise ValueError("each picture has one label from 0 to 9")
    except Exception as why:  # a damaged pickle raises anything
        raise UserError(
            N_("{path} is not a file of CIFAR-10 (Python version): {why}."),
            path=str(path),
            why=str(why) or type(why).__name__,
        ) from None
    return items, labels
