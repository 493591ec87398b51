"""How near pictures come to what would have been right: PSNR, SSIM and the mean difference."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gan_core.errors import N_
from gan_core.metrics.measure import Better, Measure, Scale
from gan_core.metrics.result import Score
from gan_core.metrics.subject import PICTURES, TRUTH, Subject

PIXELS = "pixels"
PSNR_MOST = 100.0
WINDOW = 7
"""Pixels across of SSIM's window; in pictures that are smaller as many as fit, an odd number."""

Each = Callable[[Tensor, Tensor], Tensor]
"""(pictures, truth), each (N, C, H, W) in [-1, 1] -> how near each is, (N,)."""


def psnr(fakes: Tensor, truth: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio of each picture (N, C, H, W) in [-1, 1], (N,) in dB.

    10 log10(peak^2 / mean squared error) with a peak of 2; equal pictures have infinitely many dB.
    """
    error = (fakes.float() - truth.float()).square().flatten(1).mean(1)
    return 10 * (4 / error).log10()


def ssim(fakes: Tensor, truth: Tensor) -> Tensor:
    """Return the structural similarity of each picture (N, C, H, W) in [-1, 1], (N,) up to 1.

    Wang et al. 2004, IEEE TIP 13(4), equation 13, as scikit-image takes it: a uniform window of 7
    by 7 pixels, the mean of the channels. Brightness is taken from 0 to 1: the equation compares
    means by their product, which of numbers on both sides of 0 means nothing.
    """
    from skimage.metrics import structural_similarity

    window = min(WINDOW, (min(truth.shape[2:]) - 1) // 2 * 2 + 1)
    parts = (((x.float() + 1) / 2).numpy() for x in (fakes, truth))
    values = [
        structural_similarity(  # type: ignore[no-untyped-call]
            one, other, win_size=window, data_range=1, channel_axis=0
        )
        for one, other in zip(*parts, strict=True)
    ]
    return torch.tensor(values, dtype=torch.float32)


def difference(fakes: Tensor, truth: Tensor) -> Tensor:
    """Return the mean absolute difference (L1) of each picture (N, C, H, W) in [-1, 1], (N,)."""
    return (fakes.float() - truth.float()).abs().flatten(1).mean(1)


def _measure(key: str, name: str, each: Each, scale: Scale, better: Better) -> Measure:
    def take(subject: Subject) -> Score:
        truth = subject.truth
        assert truth is not None  # the measure needs truth
        items, truth = _once(subject.items, truth)
        return Score(
            key, name, _mean(each(items, truth)), len(truth), _floor(each, subject), PIXELS
        )

    return Measure(key, name, (PICTURES, TRUTH), take, True, scale, better)


def _floor(each: Each, subject: Subject) -> float | None:
    """Return what an answer is worth that takes no training.

    Of degraded pictures the plain one; else that of an answer which ignores its source.
    """
    assert subject.truth is not None  # the measure needs truth
    if subject.plain is None:
        return of_others(each, _once(subject.items, subject.truth)[1])
    return _mean(each(*_once(subject.plain, subject.truth)))


def of_others(each: Each, truth: Tensor) -> float | None:
    """Return how near each true picture is to another one; None where all are the same.

    What an answer is worth that ignores its source.
    """
    rows = {row.numpy().tobytes(): at for at, row in enumerate(truth)}
    if len(rows) < 2:  # a question may have been asked several times: see `question`
        return None
    different = truth[sorted(rows.values())]
    return _mean(each(different.roll(len(different) // 2, 0), different))


def _once(items: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Return each different (picture, truth) once: a question may have been asked several times."""
    both = torch.cat([items.flatten(1), truth.flatten(1)], 1)
    rows = sorted({row.numpy().tobytes(): at for at, row in enumerate(both)}.values())
    return items[rows], truth[rows]


def _mean(values: Tensor) -> float:
    return float(values.clamp_max(PSNR_MOST).mean())


NEARNESS_MEASURES: tuple[Measure, ...] = (
    _measure("psnr", N_("PSNR (dB)"), psnr, "own", "higher"),
    _measure("ssim", N_("SSIM"), ssim, "own", "higher"),
    _measure("l1", N_("mean difference (L1)"), difference, "own", "lower"),
)
