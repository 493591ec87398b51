"""Scores of how pictures are read by a frozen classifier: which classes, how surely, how varied."""

from __future__ import annotations

import torch
from torch import Tensor

MEMBERS = 1000
"""How many pictures of one class are compared with each other at most."""


def confident_share(logits: Tensor, confidence: float = 0.95) -> float:
    """Return the share of logits (N, K) whose highest probability is at least `confidence`."""
    return float((logits.softmax(1).max(1).values >= confidence).double().mean())


def class_shares(predictions: Tensor, classes: int) -> list[float]:
    """Return the share of each of `classes` among the predicted labels `predictions` (N,)."""
    counts: list[int] = torch.bincount(predictions, minlength=classes).tolist()
    return [count / len(predictions) for count in counts]


def modes(shares: list[float], fraction: float = 0.0) -> int:
    """Return how many classes have a share above 0 and at least `fraction` of an equal one."""
    return sum(share > 0 and share * len(shares) >= fraction * (1 - 1e-9) for share in shares)


def intended_accuracy(logits: Tensor, labels: Tensor) -> float:
    """Return the share of logits (N, K) whose class is the label `labels` (N,) of G.

    Odena et al. 2017 (arXiv 1610.09585), section 5.1: there with an Inception network.
    """
    return float((logits.argmax(1) == labels).double().mean())


def spread(features: Tensor, predictions: Tensor, classes: int) -> Tensor:
    """Return each class's mean distance between two of its features (N, F), (classes,) double.

    NaN where a class has fewer than two pictures; of each class the first MEMBERS are compared.
    """
    means = torch.full((classes,), torch.nan, dtype=torch.float64)
    for label in range(classes):
        members = features[predictions == label][:MEMBERS].double()
        if len(members) > 1:
            means[label] = torch.pdist(members).mean()
    return means


def diversity(features: Tensor, predictions: Tensor, real_spread: Tensor) -> float:
    """Return how varied a class is beside real ones: 1 as real, 0 where its pictures are equal.

    The mean over the classes that occur of spread / real spread; a missing class is a lost mode,
    which another score says. Small classes estimate it as well as large ones: it needs no equal n.
    """
    ratios = spread(features, predictions, len(real_spread)) / real_spread
    finite = ratios[ratios.isfinite()]
    return float(finite.mean()) if len(finite) else 0.0
