"""KID: the unbiased squared MMD of two sets of features under a polynomial kernel."""

from __future__ import annotations

from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.metrics.distances import row_blocks


def kernel_mean(a: Tensor, b: Tensor) -> float:
    """Return the mean over all pairs of k(x, y) = (x.y / F + 1)^3, for (N, F) and (M, F)."""
    wide = b.double()
    total = 0.0
    for _, rows in row_blocks(a.double(), len(b)):
        total += float((rows @ wide.T).div_(a.shape[1]).add_(1).pow_(3).sum())
    return total / (len(a) * len(b))


def kernel_mean_of_others(a: Tensor) -> float:
    """Return the mean of k(x, y) over the pairs of two different rows of `a` (N, F).

    Raises:
        UserError: one picture has no other.
    """
    n = len(a)
    if n < 2:
        raise UserError(N_("A kernel distance needs at least 2 pictures."))
    own = float((a.double().square().sum(1) / a.shape[1] + 1).pow(3).sum())
    return (kernel_mean(a, a) * n * n - own) / (n * (n - 1))


def kid(features: Tensor, real: Tensor, real_with_others: float | None = None) -> float:
    """Return the unbiased MMD^2 of `features` (N, F) and `real` (M, F), both in full.

    Binkowski et al. 2018 (arXiv 1801.01401), section 3 and equation 4, with the kernel
    (x.y / F + 1)^3. Unbiased: two sets of one distribution give 0 on average at any n, and may
    give less than 0. They average over random subsets to save time; here every pair is used, so
    nothing is drawn.

    real_with_others: `kernel_mean_of_others(real)`, where it is known already.
    """
    if real_with_others is None:
        real_with_others = kernel_mean_of_others(real)
    return kernel_mean_of_others(features) + real_with_others - 2 * kernel_mean(features, real)
