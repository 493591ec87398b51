"""Making the shipped classifier: training, its reference features, its table of floors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from gan_core.data.base import DataSet
from gan_core.data.views import to_range
from gan_core.metrics.classifier import Classifier, fit, read
from gan_core.metrics.frechet import frechet, moments
from gan_core.metrics.score import CONFIDENT
from gan_core.rng import derive_seed
from gan_core.runs import container
from gan_core.runs.config import versions

FLOOR_SIZES = (500, 1000, 2000, 2600, 5000, 10_000)
DRAWS = 5


def ship_classifier(
    data: DataSet, path: Path, *, epochs: int, seed: int, report: Callable[[int, float], None]
) -> dict[str, Any]:
    """Train on `data`, write the file with features of its held-out part, return its document.

    floors[n]: FD of n real training pictures against the held-out features, mean of five draws.
    """
    if data.held_out is None or data.held_out_labels is None:
        raise ValueError("a reference needs a held-out part")
    net = Classifier(*data.spec.shape[:2])
    reached = 0.0
    for epoch, reached, net in fit(data, epochs=epochs, seed=seed):  # noqa: B007
        report(epoch, reached)
    held, logits = read(net, to_range(data.held_out, data.spec))
    stored = held.half()
    confidence, digit = logits.softmax(1).max(1)
    document = {
        "kind": "classifier",
        "data": data.name,
        "data_hash": data.content_hash,
        "accuracy": reached,
        "epochs": epochs,
        "seed": seed,
        "versions": versions(),
        "floors": _floors(net, data, moments(stored.float()), seed),
        "real": {
            "confident": float((confidence >= CONFIDENT).float().mean()),
            "histogram": torch.bincount(digit, minlength=logits.shape[1]).div(len(digit)).tolist(),
        },
    }
    tensors = {f"net/{key}": value for key, value in net.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    container.write(path, {**tensors, "reference/features": stored}, document)
    return document


def _floors(net: Classifier, data: DataSet, held: Any, seed: int) -> dict[str, float]:
    floors: dict[str, float] = {}
    for size in FLOOR_SIZES:
        values = []
        for draw in range(DRAWS):
            stream = torch.Generator().manual_seed(derive_seed(seed, f"floor {size} {draw}"))
            rows = torch.randperm(len(data), generator=stream)[:size]
            features, _ = read(net, to_range(data.items[rows], data.spec))
            values.append(frechet(moments(features), held))
        floors[str(size)] = sum(values) / len(values)
    return floors
