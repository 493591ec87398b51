"""Scores in pixels, against the data set's own pictures; see `nearness` for those with a truth."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.errors import N_
from gan_core.metrics.birthday import birthday
from gan_core.metrics.copying import as_pixels, copying, refuse_shape
from gan_core.metrics.measure import Measure
from gan_core.metrics.nearness import NEARNESS_MEASURES
from gan_core.metrics.parzen import parzen
from gan_core.metrics.result import Score
from gan_core.metrics.subject import HELD_OUT, ITEMS, NOISE, PICTURES, Subject
from gan_core.rng import derive_seed

PIXELS = "pixels"
COPY_LIMIT, SUPPORT_LIMIT, PARZEN_LIMIT = 1000, 5000, 10_000
"""Of how many pictures, the first, each score is taken: the time grows with them and more."""
FEW = 256
"""Of how many samples copying is read while a run trains."""
VALIDATION = 1000
_COPYING = N_("distance to training (ratio)")
_SUPPORT = N_("support by the birthday test")
_PARZEN = N_("Parzen log-likelihood (nats)")


def real_pictures(data: DataSet, n: int) -> Tensor:
    """Return up to `n` training pictures (N, C, H, W) in [-1, 1] in random, always equal order."""
    stream = torch.Generator().manual_seed(derive_seed(0, "real pictures"))
    rows = torch.randperm(len(data), generator=stream)[:n]
    return data.spec.to_numbers(data.items[rows])


def shuffled(n: int) -> Tensor:
    """Return the rows 0 to n - 1 in random, always equal order, int64 (n,).

    A conditional model gives its classes in turn, which would keep likely pairs apart.
    """
    return torch.randperm(n, generator=torch.Generator().manual_seed(derive_seed(0, "birthday")))


def copying_score(subject: Subject) -> Score:
    """Median distance to the nearest training picture, fakes / held-out pictures, in pixels."""
    some = subject.items[:COPY_LIMIT]
    result = copying(some, subject.data, held_out_limit=len(some))
    return Score("copying", _COPYING, result.ratio, len(some), 1.0, PIXELS)


def support_score(subject: Subject) -> Score:
    """Estimate of the support, in pictures.

    Where no duplicates are found it is the largest support that the test could have seen at this
    n, and equals the floor.
    """
    data, pictures = subject.data, subject.items[:SUPPORT_LIMIT]
    refuse_shape(pictures, data)
    mixed = pictures[shuffled(len(pictures))]
    estimate = birthday(as_pixels(mixed), as_pixels(real_pictures(data, len(pictures))))
    value = estimate.at_least if estimate.support is None else estimate.support
    return Score("support", _SUPPORT, float(value), len(pictures), float(estimate.at_least), PIXELS)


def parzen_score(subject: Subject) -> Score:
    """Mean log-likelihood of the held-out pictures in nats; see `parzen` why it is a warning.

    Sigma is chosen on up to 1,000 training pictures; the floor has kernels at others of them. Both
    have as many kernels: of more pictures than there are real ones the first count.

    Raises:
        UserError: the shapes differ.
    """
    data, pictures = subject.data, subject.items
    refuse_shape(pictures, data)
    assert data.held_out is not None  # the measure needs it
    validation = min(VALIDATION, len(data) // 9)
    n = min(len(pictures), len(data) - validation, PARZEN_LIMIT)
    real = as_pixels(real_pictures(data, validation + n))
    tuning, kernels = real[:validation], real[validation:]
    test = as_pixels(data.spec.to_numbers(data.held_out.items))
    value = parzen(as_pixels(pictures[:n]), tuning, test).mean
    floor = parzen(kernels, tuning, test).mean
    return Score("parzen", _PARZEN, value, n, floor, PIXELS)


PIXEL_MEASURES: tuple[Measure, ...] = (
    *NEARNESS_MEASURES,
    Measure(
        "copying",
        _COPYING,
        (PICTURES, ITEMS, HELD_OUT),
        copying_score,
        scale="ratio",
        better="near",
        few=FEW,
    ),
    Measure("support", _SUPPORT, (PICTURES, ITEMS, NOISE), support_score, scale="count"),
    Measure("parzen", _PARZEN, (PICTURES, ITEMS, HELD_OUT), parzen_score),
)
