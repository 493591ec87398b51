"""Making a shipped classifier: training, its reference features, its tables of floors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.files import container
from gan_core.files.weights import load_weights, under
from gan_core.metrics.classes import class_shares, confident_share
from gan_core.metrics.classifier import Classifier, fit, read
from gan_core.metrics.measures import CONFIDENT, WITH_FLOOR
from gan_core.metrics.reference import EXTRACTORS, MNIST_CNN, Reference
from gan_core.metrics.subject import Subject
from gan_core.rng import derive_seed
from gan_core.versions import versions

FLOOR_SIZES = (500, 1000, 2000, 2600, 5000, 10_000)
DRAWS = 5


def ship_classifier(
    data: DataSet, path: Path, *, epochs: int, seed: int, report: Callable[[int, float], None]
) -> dict[str, Any]:
    """Train on `data`, write the file with features of its held-out part, return its document.

    floors[key][n]: the score `key` of n real training pictures against the held-out features, the
    mean of five draws.

    Raises:
        UserError: the data set has no labels or no held-out part.
    """
    _held_out(data)
    net = _net_for(data)
    how = EXTRACTORS.get(data.name, MNIST_CNN)
    learning = fit(data, epochs=epochs, seed=seed, shift=how.shift, mirror=how.mirror)
    for epoch, accuracy, net in learning:  # noqa: B007
        report(epoch, accuracy)
    card = {
        "kind": "classifier",
        "data": data.name,
        "data_hash": data.content_hash,
        "epochs": epochs,
        "seed": seed,
        "versions": versions(),
    }
    return _write(net, data, path, card)


def refresh_classifier(data: DataSet, path: Path) -> dict[str, Any]:
    """Take the net in the file `path` as it is and make its reference and floors anew.

    Raises:
        UserError: the file was made with other data. CheckpointError: missing or damaged.
    """
    _held_out(data)
    tensors, document = container.read(path)
    if not data.is_content(str(document.get("data_hash"))):
        raise UserError(
            N_("{file} was trained on {data}; give it the same data set again."),
            file=path.name,
            data=document.get("data"),
        )
    net = _net_for(data)
    load_weights(net, under(tensors, "net"))
    keys = ("kind", "data", "data_hash", "epochs", "seed", "versions")
    return _write(net, data, path, {key: document[key] for key in keys})


def _write(net: Classifier, data: DataSet, path: Path, card: dict[str, Any]) -> dict[str, Any]:
    pictures, labels = _held_out(data)
    net.to(memory_format=torch.contiguous_format)  # as it is once loaded: the same last bits
    features, logits = read(net, data.spec.to_numbers(pictures))
    halves, predictions = features.half(), logits.argmax(1)
    how = EXTRACTORS.get(data.name, MNIST_CNN)
    reference = Reference(net, halves.float(), labels, {}, how)
    document = {
        **card,
        "accuracy": float((predictions == labels).double().mean()),
        "floors": _floors(reference, data, int(card["seed"])),
        "real": {
            "confident": confident_share(logits, CONFIDENT),
            "histogram": class_shares(predictions, reference.classes),
            "kernel_mean": reference.kernel_mean,
        },
    }
    tensors = {f"net/{key}": value for key, value in net.state_dict().items()}
    tensors |= {"reference/features": halves, "reference/labels": labels.to(torch.uint8)}
    path.parent.mkdir(parents=True, exist_ok=True)
    container.write(path, tensors, document)
    return document


def _floors(reference: Reference, data: DataSet, seed: int) -> dict[str, dict[str, float]]:
    floors: dict[str, dict[str, float]] = {key: {} for key in WITH_FLOOR}
    for size in (size for size in FLOOR_SIZES if size <= len(data)):
        values: dict[str, list[float]] = {key: [] for key in WITH_FLOOR}
        for draw in range(DRAWS):
            stream = torch.Generator().manual_seed(derive_seed(seed, f"floor {size} {draw}"))
            rows = torch.randperm(len(data), generator=stream)[:size]
            some = data.spec.to_numbers(data.items[rows])
            subject = Subject(some, data.name, data.spec, data=data, reference=reference)
            for key, measure in WITH_FLOOR.items():
                if size <= measure.limit:
                    value = measure.of(subject)
                    assert not isinstance(value, list)  # a score with a floor is one number
                    values[key].append(float(value))
        for key, numbers in values.items():
            if numbers:
                floors[key][str(size)] = sum(numbers) / len(numbers)
    return floors


def _net_for(data: DataSet) -> Classifier:
    spec = data.spec
    if not isinstance(spec, Pictures):
        raise UserError(N_("The classifier reads pictures; {data} holds others."), data=data.name)
    return Classifier(spec.channels, spec.size, len(spec.classes))


def _held_out(data: DataSet) -> tuple[Tensor, Tensor]:
    held_out = data.held_out
    if data.labels is None or held_out is None or held_out.labels is None:
        raise UserError(
            N_("A classifier needs labels and held-out pictures; {data} lacks them."),
            data=data.name,
        )
    return held_out.items, held_out.labels
