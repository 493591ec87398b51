"""The Frechet distance between two sets of features, as Gaussians."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.errors import N_, UserError


def moments(features: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean (F,) and covariance (F, F), float64, of features (N, F).

    Raises:
        UserError: fewer than two samples have no covariance.
    """
    if len(features) < 2:
        raise UserError(N_("A Frechet distance needs at least 2 pictures."))
    wide = features.double()
    return wide.mean(0), torch.cov(wide.T)


def frechet(first: tuple[Tensor, Tensor], second: tuple[Tensor, Tensor]) -> float:
    """Return ||m1 - m2||^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) of two (mean, covariance) pairs.

    Dowson & Landau 1982; as a score Heusel et al. 2017 (arXiv 1706.08500), equation 6. It is
    biased upwards for few samples: compare only at equal n, and beside the floor.
    """
    (mean1, cov1), (mean2, cov2) = first, second
    # (C1 C2)^(1/2) has the trace of (R C2 R)^(1/2) with R = C1^(1/2): symmetric, so that features
    # which never vary (a singular covariance) do no harm.
    values, vectors = torch.linalg.eigh(cov1)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    product = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0).sqrt().sum()
    value = (mean1 - mean2).square().sum() + torch.trace(cov1) + torch.trace(cov2) - 2 * product
    return max(0.0, float(value))
