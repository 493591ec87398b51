from __future__ import annotations

import pytest
import torch
from scipy import linalg

from gan_core.errors import UserError
from gan_core.metrics.frechet import frechet, moments


def draws(n: int, size: int, seed: int = 0) -> torch.Tensor:
    stream = torch.Generator().manual_seed(seed)
    mix = torch.randn(size, size, generator=stream)
    return torch.randn(n, size, generator=stream) @ mix


def test_set_against_itself_is_zero() -> None:
    known = moments(draws(200, 16))
    assert frechet(known, known) < 1e-8 * float(known[1].trace())


def test_diagonal_gaussians_match_the_closed_form() -> None:
    m1, m2 = torch.tensor([0.0, 1.0, -2.0]).double(), torch.tensor([0.5, 1.0, 3.0]).double()
    v1, v2 = torch.tensor([1.0, 4.0, 0.25]).double(), torch.tensor([2.0, 9.0, 0.0]).double()
    want = ((m1 - m2) ** 2).sum() + ((v1.sqrt() - v2.sqrt()) ** 2).sum()
    got = frechet((m1, torch.diag(v1)), (m2, torch.diag(v2)))
    assert got == pytest.approx(float(want), rel=1e-12)


def test_general_gaussians_match_the_textbook_square_root() -> None:
    first, second = moments(draws(300, 5, 1)), moments(draws(300, 5, 2) + 1)
    values = torch.linalg.eigvals(first[1] @ second[1])
    want = (
        (first[0] - second[0]).square().sum()
        + first[1].trace()
        + second[1].trace()
        - 2 * values.sqrt().real.sum()
    )
    assert frechet(first, second) == pytest.approx(float(want), rel=1e-9)


def test_turning_both_sets_alike_changes_nothing_and_the_order_does_not_matter() -> None:
    a, b = draws(100, 6, 3), draws(150, 6, 4)
    turn = torch.linalg.qr(draws(6, 6, 5)).Q
    want = frechet(moments(a), moments(b))
    assert frechet(moments(b), moments(a)) == pytest.approx(want, rel=1e-9)
    assert frechet(moments(a @ turn), moments(b @ turn)) == pytest.approx(want, rel=1e-4)
    shuffled = a[torch.randperm(100, generator=torch.Generator().manual_seed(6))]
    assert frechet(moments(shuffled), moments(b)) == pytest.approx(want, rel=1e-9)


def test_features_that_never_vary_do_no_harm() -> None:
    a, b = draws(50, 4, 7), draws(50, 4, 8)
    a[:, 2] = b[:, 2] = 0.0
    a[:, 3] = 1.0
    value = frechet(moments(a), moments(b))
    assert 0 < value < float("inf")


def test_moments_are_the_mean_and_the_unbiased_covariance_in_double() -> None:
    features = draws(40, 3, 9)
    mean, covariance = moments(features)
    centred = features.double() - features.double().mean(0)
    assert mean.dtype == covariance.dtype == torch.float64
    torch.testing.assert_close(covariance, centred.T @ centred / 39)


def test_one_picture_has_no_covariance() -> None:
    with pytest.raises(UserError, match="at least 2"):
        moments(torch.zeros(1, 4))


def test_it_is_the_papers_formula_with_scipys_matrix_root() -> None:
    (m1, c1), (m2, c2) = moments(draws(300, 12, 10)), moments(draws(300, 12, 11) + 0.5)
    root = torch.from_numpy(linalg.sqrtm((c1 @ c2).numpy()).real)
    want = (m1 - m2).square().sum() + torch.trace(c1 + c2 - 2 * root)
    assert frechet((m1, c1), (m2, c2)) == pytest.approx(float(want), rel=1e-9)
