"""Making Emoji-CNN: OpenMoji's drawings of training concepts, read by Unicode's groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.data import pairs
from gan_core.data.base import DataSet
from gan_core.files import container
from gan_core.metrics.classifier import Classifier, fit, read
from gan_core.metrics.colour import FEATURES, SIDE
from gan_core.versions import versions

DATA = "outlines"
"""The data set whose pictures, not sources, it learns."""
EPOCHS = 12
MOST_OFTEN = 5
"""How often a picture of a small group is seen in an epoch at most."""


def ship_emoji_cnn(
    path: Path, *, epochs: int, seed: int, report: Callable[[int, float], None]
) -> dict[str, Any]:
    """Train on drawings of 32 pixels, write the file, return its document.

    Two of three drawings are of people, so those of other groups are repeated, up to five times.
    Whole concepts are held out; "accuracy" is that of their drawings, "balanced" the mean over the
    groups of the share that is read.

    Raises:
        UserError: the packages with the drawings are not installed.
    """
    content = pairs.labelled(pairs.Variant(pairs.TASKS[DATA], SIDE))
    again = evened(content)
    net = Classifier(3, SIDE, len(content.spec.classes), FEATURES)
    learning = fit(again, epochs=epochs, seed=seed, mirror=True, features=FEATURES)
    for epoch, accuracy, net in learning:  # noqa: B007
        report(epoch, accuracy)
    net.to(memory_format=torch.contiguous_format)
    document = {
        "kind": "classifier",
        "data": DATA,
        "data_hash": content.content_hash,
        "classes": list(content.spec.classes),
        "trained_on": len(content),
        "epochs": epochs,
        "seed": seed,
        "versions": versions(),
        **_test(net, content),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    container.write(path, {f"net/{key}": part for key, part in net.state_dict().items()}, document)
    return document


def evened(content: DataSet) -> DataSet:
    """Return the same with the training pictures of small groups repeated."""
    assert content.labels is not None
    counts = torch.bincount(content.labels, minlength=len(content.spec.classes))
    times = (counts.max() / counts.clamp_min(1)).round().long().clamp(1, MOST_OFTEN)
    rows = torch.arange(len(content)).repeat_interleave(times[content.labels])
    return replace(content, items=content.items[rows], labels=content.labels[rows])


def _test(net: Classifier, content: DataSet) -> dict[str, float | int]:
    held_out = content.held_out
    assert held_out is not None and held_out.labels is not None
    logits = read(net, content.spec.to_numbers(held_out.items))[1]
    right = (logits.argmax(1) == held_out.labels).double()
    return {
        "tested_on": len(held_out),
        "accuracy": float(right.mean()),
        "balanced": float(_mean_of_groups(right, held_out.labels)),
    }


def _mean_of_groups(right: Tensor, labels: Tensor) -> Tensor:
    return torch.stack([right[labels == label].mean() for label in torch.unique(labels)]).mean()
