from __future__ import annotations

import pytest
import torch
from sklearn.metrics.pairwise import polynomial_kernel

from gan_core.errors import UserError
from gan_core.metrics import distances
from gan_core.metrics.kernel import kernel_mean, kernel_mean_of_others, kid
from tests.gan_core.metrics.draws import normal


def test_it_is_the_unbiased_mmd_of_the_paper() -> None:
    a, b = normal(30, 6, 1).double(), normal(20, 6, 2).double() + 0.3
    parts = [
        torch.from_numpy(polynomial_kernel(x.numpy(), y.numpy(), degree=3, coef0=1))
        for x, y in ((a, a), (b, b), (a, b))
    ]
    aa, bb, ab = parts
    want = (aa.sum() - aa.trace()) / (30 * 29) + (bb.sum() - bb.trace()) / (20 * 19) - 2 * ab.mean()
    assert kid(a, b) == pytest.approx(float(want), rel=1e-12)
    assert kid(a, b, kernel_mean_of_others(b)) == kid(a, b)


def test_samples_of_one_distribution_give_zero_on_average_and_less_than_zero_at_times() -> None:
    values = torch.tensor([kid(normal(60, 5, 2 * i), normal(60, 5, 2 * i + 1)) for i in range(60)])
    assert abs(values.mean()) < 3 * values.std() / 60**0.5
    assert (values < 0).any() and (values > 0).any()


def test_it_grows_with_the_distance_of_the_two_sets() -> None:
    real = normal(200, 5, 1)
    values = [kid(normal(200, 5, 2) + shift, real) for shift in (0.0, 0.2, 0.5, 1.0)]
    assert values == sorted(values) and values[-1] > 10 * abs(values[0])


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = normal(50, 4, 1), normal(40, 4, 2)
    whole = kernel_mean(a, b)
    monkeypatch.setattr(distances, "CELLS", 100)
    assert kernel_mean(a, b) == pytest.approx(whole, rel=1e-12)


def test_one_picture_has_no_other() -> None:
    with pytest.raises(UserError, match="at least 2"):
        kid(normal(1, 4), normal(5, 4))
