"""Named additions to a loss that are not adversarial: pure functions, per sample."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy


def class_term(classes: Tensor | None, labels: Tensor | None, weight: float = 1.0) -> Tensor:
    """Return weight * cross-entropy of the class logits (N, K) with `labels` (N,), per sample.

    The auxiliary classifier's term (Odena et al. 2017, arXiv 1610.09585, equation 3).

    Raises:
        ValueError: D does not classify, or the batch has no labels.
    """
    if classes is None or labels is None:
        raise ValueError("the class term needs a D that classifies and a batch with labels")
    return weight * cross_entropy(classes, labels, reduction="none")


def pixel_term(fakes: Tensor, targets: Tensor, weight: float = 1.0) -> Tensor:
    """Return weight * mean absolute difference of two pictures (N, C, H, W), per sample.

    pix2pix's L1 and CycleGAN's cycle term (arXiv 1611.07004 equation 3; 1703.10593 equation 2).
    """
    return weight * (fakes - targets).abs().flatten(1).mean(1)


def square_term(fakes: Tensor, targets: Tensor, weight: float = 1.0) -> Tensor:
    """Return weight * mean squared difference of two pictures (N, C, H, W), per sample.

    SRGAN's content term by pixels and the context encoder's (arXiv 1609.04802, equation 4;
    1604.07379, equation 1).
    """
    return weight * (fakes - targets).square().flatten(1).mean(1)


def perceptual_term(eye: nn.Module, fakes: Tensor, targets: Tensor, weight: float = 1.0) -> Tensor:
    """Return weight * mean squared difference of the maps that `eye` has of them, per sample.

    SRGAN's content term by features (arXiv 1609.04802, equation 5).
    """
    return square_term(eye(fakes), eye(targets), weight)


def edge_term(fakes: Tensor, targets: Tensor, weight: float = 1.0) -> Tensor:
    """Return weight * how unlike the edges of two pictures (N, C, H, W) are, per sample.

    The gradient difference loss with alpha = 1: the mean over pixels of | |difference of two
    neighbours in one| - |the same in the other| |, down plus across (Mathieu et al. 2016,
    arXiv 1511.05440, section 3.3, where it is a sum). It dislikes blur, which L1 takes lightly.
    """
    parts = []
    for along in (2, 3):
        unlike = fakes.diff(dim=along).abs() - targets.diff(dim=along).abs()
        parts.append(unlike.abs().flatten(1).mean(1))
    return weight * (parts[0] + parts[1])


def weight_term(layer: nn.Module, weight: float) -> Tensor:
    """Return half of the squares of a layer's weights, 0-d, times `weight` (weight decay)."""
    squares = torch.cat([one.flatten() for one in layer.parameters()]).square().sum()
    return squares * (weight / 2)


def gaussian_term(mean: Tensor, log_variance: Tensor, weight: float = 1.0) -> Tensor:
    """Return weight * KL(N(mean, diag(variance)) || N(0, 1)) a number, of (N, C), per sample.

    Conditioning augmentation's term (Zhang et al. 2017, arXiv 1612.03242, equation 2), as its code
    takes it: the mean over the C numbers, where the equation has their sum.
    """
    variance = log_variance.exp()
    return weight * 0.5 * (mean.square() + variance - 1 - log_variance).mean(1)
