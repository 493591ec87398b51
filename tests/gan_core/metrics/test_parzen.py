from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.neighbors import KernelDensity

from gan_core.metrics import distances
from gan_core.metrics.parzen import SIGMAS, log_likelihood, parzen
from tests.gan_core.metrics.draws import normal


def test_it_is_scikit_learns_kernel_density(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels, points = normal(60, 5, 1).double(), normal(40, 5, 2).double()
    monkeypatch.setattr(distances, "CELLS", 500)
    got = log_likelihood(points, kernels, (0.3, 0.8))
    for row, sigma in zip(got, (0.3, 0.8), strict=True):
        want = KernelDensity(bandwidth=sigma, rtol=0).fit(kernels.numpy())
        np.testing.assert_allclose(row.numpy(), want.score_samples(points.numpy()), rtol=1e-9)


def test_sigma_is_the_best_of_ten_on_the_validation_part() -> None:
    assert (len(SIGMAS), SIGMAS[0], SIGMAS[-1]) == (10, pytest.approx(0.1), pytest.approx(1))
    kernels, validation, test = (0.4 * normal(300, 3, seed).double() for seed in (1, 2, 3))
    got = parzen(kernels, validation, test)
    means = [float(log_likelihood(validation, kernels, (s,)).mean()) for s in SIGMAS]
    assert got.sigma == SIGMAS[int(np.argmax(means))]
    values = log_likelihood(test, kernels, (got.sigma,))[0]
    assert got.mean == pytest.approx(float(values.mean()))
    assert got.standard_error == pytest.approx(float(values.std()) / 300**0.5)


def test_single_precision_pictures_lose_less_than_a_hundredth_of_a_nat() -> None:
    kernels, points = (
        torch.rand(80, 784, generator=torch.Generator().manual_seed(s)) for s in (1, 2)
    )
    wide = log_likelihood(points.double(), kernels.double(), (0.1,))
    torch.testing.assert_close(log_likelihood(points, kernels, (0.1,)), wide, rtol=0, atol=0.01)


def test_the_score_can_be_beaten_by_what_nobody_would_call_a_sample() -> None:
    # Theis et al., section 3.3: centres of groups beat samples of the distribution itself.
    sharp = torch.Generator().manual_seed(5)
    train, validation, test = (torch.rand(40, 784, generator=sharp).round() for _ in range(3))
    blurred = torch.full((40, 784), 0.5)
    assert parzen(blurred, validation, test).mean > parzen(train, validation, test).mean
