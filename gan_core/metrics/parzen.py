"""Parzen-window log-likelihood: the first score of GANs, kept as a warning."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.metrics.distances import row_blocks, squared_distances

SIGMAS = tuple(float(s) for s in torch.logspace(-1, 0, 10, dtype=torch.float64))


@dataclass(frozen=True)
class Parzen:
    """`mean` log-likelihood of a test picture in nats, its `standard_error`, the chosen `sigma`."""

    mean: float
    standard_error: float
    sigma: float


def log_likelihood(points: Tensor, kernels: Tensor, sigmas: tuple[float, ...]) -> Tensor:
    """Return log p(point) in nats under equal Gaussians at `kernels`, (sigmas, points), double.

    points: (M, F); kernels: (N, F), in the same units as sigma. Computed in the dtype of `points`
    up to the distances, in double from there.
    """
    n, size = kernels.shape
    parts = []
    for _, rows in row_blocks(points, n):
        distances = squared_distances(rows, kernels).double()
        parts.append(torch.stack([(distances / (-2 * s * s)).logsumexp(1) for s in sigmas]))
    norm = [math.log(n) + size * math.log(s * math.sqrt(2 * math.pi)) for s in sigmas]
    return torch.cat(parts, 1) - torch.tensor(norm, dtype=torch.float64)[:, None]


def parzen(samples: Tensor, validation: Tensor, test: Tensor) -> Parzen:
    """Return the score of `samples` (N, ...) on `test` (M, ...), pictures in [0, 1].

    Goodfellow et al. 2014 (arXiv 1406.2661), table 1: a Gaussian at each of 10,000 samples, sigma
    from ten values between .1 and 1 by the mean on 1,000 validation pictures, then the mean over
    the test pictures and its standard error.

    Why it is a warning: Theis et al. 2016 (arXiv 1511.01844), section 3, show that in 784
    dimensions it says little about likelihood or about looks. Real training pictures score less
    than the centres of k-means, which nobody would take for digits; so above the floor more is not
    better, and what beats real pictures has learned the score.
    """
    kernels = samples.flatten(1)
    likelihoods = log_likelihood(validation.flatten(1), kernels, SIGMAS).mean(1)
    sigma = SIGMAS[int(likelihoods.argmax())]
    values = log_likelihood(test.flatten(1), kernels, (sigma,))[0]
    error = float(values.std()) / math.sqrt(len(values))
    return Parzen(float(values.mean()), error, sigma)
