"""Downloading a data set, only when somebody asks for it by name."""

from __future__ import annotations

from pathlib import Path

from gan_core.data import entry
from gan_core.errors import N_, GanvasError, UserError
from gan_core.files.places import home

TORCHVISION = {"mnist_full": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "CIFAR10"}
"""What can be downloaded, and torchvision's name for it."""


def fetch(name: str) -> Path:
    """Download `name` with torchvision into our own data folder and return that folder.

    Raises:
        UserError: unknown, nothing to fetch, or it comes with a package that is missing.
        GanvasError: the download failed.
    """
    data_entry = entry(name)
    if name not in TORCHVISION:
        if not data_entry.here():
            data_entry.loader()  # says what is missing
        raise UserError(N_("{data} is here already; nothing needs fetching."), data=name)
    import torchvision.datasets

    folder = home() / "data"
    try:
        getattr(torchvision.datasets, TORCHVISION[name])(folder, download=True)
    except (OSError, RuntimeError) as error:
        raise GanvasError(
            N_("{data} could not be fetched: {why}."), data=name, why=str(error)
        ) from error
    return folder
