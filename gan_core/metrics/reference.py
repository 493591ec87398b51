"""The frozen classifiers that scores are taken with, one a kind of data, and real features."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.files.weights import load_weights, under
from gan_core.metrics.classes import spread
from gan_core.metrics.classifier import Classifier, read
from gan_core.metrics.frechet import moments
from gan_core.metrics.kernel import kernel_mean_of_others
from gan_core.rng import derive_seed

USUAL_N = 5000


@dataclass(frozen=True)
class Extractor:
    """A classifier that is shipped: its name in scores, its file, and how it is trained.

    data: what it is trained on; epochs, mirror: see `classifier.fit`. accuracy: what it must reach
    on the held-out part to be a reference. channelwise: it reads each channel of a picture alone.
    usual_n: how many samples are scored where nobody says.
    """

    name: str
    file: str
    data: str
    epochs: int
    accuracy: float
    mirror: bool = False
    shift: int = 2
    channelwise: bool = False
    usual_n: int = USUAL_N


MNIST_CNN = Extractor("MNIST-CNN", "mnist_cnn", "mnist_full", 8, 0.99)
FASHION_CNN = Extractor(
    "Fashion-CNN", "fashion_cnn", "fashion_mnist", 8, 0.915, mirror=True, shift=0
)
EXTRACTORS: dict[str, Extractor] = {
    "mnist": MNIST_CNN,
    "mnist_full": MNIST_CNN,
    # 26,000: the protocol of stacked MNIST's papers.
    "stacked_mnist": replace(MNIST_CNN, channelwise=True, usual_n=26_000),
    "fashion_mnist": FASHION_CNN,
}
"""Whose features score a data set, by its name; of emoji see `colour`."""


@dataclass(frozen=True, eq=False)
class Reference:
    """A shipped classifier, its features (10,000, 128) of held-out pictures, and its document.

    labels: the true ones of those pictures (10,000,).
    """

    net: Classifier
    features: Tensor
    labels: Tensor
    document: dict[str, Any]
    extractor: Extractor

    @property
    def classes(self) -> int:
        """Return how many classes the classifier reads."""
        return self.net.head.out_features

    @cached_property
    def moments(self) -> tuple[Tensor, Tensor]:
        """Mean and covariance of the real features."""
        return moments(self.features)

    @cached_property
    def kernel_mean(self) -> float:
        """Mean kernel of two different real features; the file has it, for it takes seconds."""
        value = self.document.get("real", {}).get("kernel_mean")
        return kernel_mean_of_others(self.features) if value is None else float(value)

    @cached_property
    def spread(self) -> Tensor:
        """Mean distance of two real features of each class."""
        with torch.no_grad():
            predictions = self.net.head(self.features).argmax(1)
        return spread(self.features, predictions, self.classes)

    def embed(self, pictures: Tensor) -> Tensor:
        """Return the features (N, 128) of pictures (N, C, H, W) in [-1, 1]."""
        return read(self.net, pictures)[0]

    def subset(self, n: int) -> Tensor:
        """Return `n` of the real features, always the same random ones."""
        stream = torch.Generator().manual_seed(derive_seed(0, "reference subset"))
        return self.features[torch.randperm(len(self.features), generator=stream)[:n]]


def extractor(data_name: str) -> Extractor:
    """Return whose features score pictures of `data_name`.

    Raises:
        UserError: there is no classifier for it.
    """
    if data_name not in EXTRACTORS:
        raise UserError(
            N_("There is no shipped classifier for {data}; scores are there for {known}."),
            data=data_name,
            known=", ".join(EXTRACTORS),
        )
    return EXTRACTORS[data_name]


def reference(data_name: str = "mnist") -> Reference:
    """Return the shipped classifier and its reference features (loaded once a process).

    Raises:
        UserError: there is none for this data set. CheckpointError: its file is damaged.
    """
    # However it reads, the classifier is the same.
    return _load(replace(extractor(data_name), channelwise=False, usual_n=USUAL_N))


def reader_of(data_name: str) -> Reference | None:
    """Return the classifier that reads whole pictures of a data set, None where there is none."""
    which = EXTRACTORS.get(data_name)
    return None if which is None or which.channelwise else reference(data_name)


@lru_cache(maxsize=4)
def _load(which: Extractor) -> Reference:
    path = shipped_root() / "classifiers" / f"{which.file}.safetensors"
    tensors, document = container.read(path)
    net = Classifier()
    load_weights(net, under(tensors, "net"))
    # Pooling reads channels-last pictures several times faster on a CPU.
    net.to(memory_format=torch.channels_last)
    features = tensors["reference/features"].float()
    labels = tensors["reference/labels"].long()
    return Reference(net.eval().requires_grad_(False), features, labels, document, which)
