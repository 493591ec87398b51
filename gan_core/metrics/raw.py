"""Scores that need the data set's own pictures: copying, support, Parzen. By key."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.views import to_range
from gan_core.errors import N_, UserError
from gan_core.metrics.birthday import birthday
from gan_core.metrics.copying import as_pixels, copying, refuse_shape, unit_range
from gan_core.metrics.parzen import parzen
from gan_core.metrics.result import Score
from gan_core.rng import derive_seed

PIXELS = "pixels"
COPY_LIMIT, SUPPORT_LIMIT, PARZEN_LIMIT = 1000, 5000, 10_000
"""Of how many pictures, the first, each score is taken: the time grows with them and more."""
VALIDATION = 1000


def real_pictures(data: DataSet, n: int) -> Tensor:
    """Return up to `n` training pictures (N, C, H, W) in [-1, 1] in random, always equal order."""
    stream = torch.Generator().manual_seed(derive_seed(0, "real pictures"))
    rows = torch.randperm(len(data), generator=stream)[:n]
    return to_range(data.items[rows], unit_range(data.spec))


def shuffled(n: int) -> Tensor:
    """Return the rows 0 to n - 1 in random, always equal order, int64 (n,).

    A conditional model gives its classes in turn, which would keep likely pairs apart.
    """
    return torch.randperm(n, generator=torch.Generator().manual_seed(derive_seed(0, "birthday")))


def copying_score(pictures: Tensor, data: DataSet) -> Score:
    """Median distance to the nearest training picture, fakes / held-out pictures, in pixels."""
    some = pictures[:COPY_LIMIT]
    name = N_("distance to training (ratio)")
    return Score(name, copying(some, data).ratio, len(some), 1.0, PIXELS)


def support_score(pictures: Tensor, data: DataSet) -> Score:
    """Estimate of the support, in pictures.

    Where no duplicates are found it is the largest support that the test could have seen at this
    n, and equals the floor.
    """
    refuse_shape(pictures, data)
    pictures = pictures[:SUPPORT_LIMIT]
    mixed = pictures[shuffled(len(pictures))]
    seen = birthday(as_pixels(mixed), as_pixels(real_pictures(data, len(pictures))))
    value = seen.at_least if seen.support is None else seen.support
    name = N_("support by the birthday test")
    return Score(name, float(value), len(pictures), float(seen.at_least), PIXELS)


def parzen_score(pictures: Tensor, data: DataSet) -> Score:
    """Mean log-likelihood of the held-out pictures in nats; see `parzen` why it is a warning.

    Sigma is chosen on up to 1,000 training pictures; the floor has kernels at others of them. Both
    have as many kernels: of more pictures than there are real ones the first count.

    Raises:
        UserError: the data set has no held-out part, or the shapes differ.
    """
    refuse_shape(pictures, data)
    if data.held_out is None:
        raise UserError(
            N_("{data} has no held-out pictures to compare distances with."), data=data.name
        )
    validation = min(VALIDATION, len(data) // 9)
    n = min(len(pictures), len(data) - validation, PARZEN_LIMIT)
    real = as_pixels(real_pictures(data, validation + n))
    tuning, kernels = real[:validation], real[validation:]
    test = as_pixels(to_range(data.held_out, unit_range(data.spec)))
    value = parzen(as_pixels(pictures[:n]), tuning, test).mean
    floor = parzen(kernels, tuning, test).mean
    return Score(N_("Parzen log-likelihood (nats)"), value, n, floor, PIXELS)


RAW: dict[str, Callable[[Tensor, DataSet], Score]] = {
    "copying": copying_score,
    "support": support_score,
    "parzen": parzen_score,
}
