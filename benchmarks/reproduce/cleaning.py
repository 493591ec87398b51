"""Enhancement against the best of three classical filters, chosen for each picture on its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from skimage.filters import median
from skimage.morphology import disk
from skimage.restoration import denoise_bilateral, wiener
from torch import Tensor

from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Row,
    Settings,
)
from benchmarks.reproduce.restoring import ITEMS_SEED, Restoring, restoring, there
from gan_core.data.degradation.wear import FAULTS, Fault, Wear
from gan_core.metrics.nearness import psnr
from gan_core.usage import Request

ROUNDS, FEW = 3000, 200
Filter = Callable[[Any], Any]


def filters() -> Iterator[Filter]:
    """Yield median, Wiener and bilateral filters of pictures (H, W) in [0, 1]."""
    for radius in (1, 2):
        yield partial(median, footprint=disk(radius))  # type: ignore[no-untyped-call]
    for sigma in (0.7, 1.2):
        spot = np.zeros((9, 9))
        spot[4, 4] = 1
        for balance in (0.03, 0.3):
            yield partial(wiener, psf=gaussian_filter(spot, sigma), balance=balance)
    for contrast in (0.1, 0.3):
        yield partial(denoise_bilateral, sigma_color=contrast, sigma_spatial=1.5)


def best(worn: Tensor, truth: Tensor) -> Tensor:
    """Return of each picture (N, 1, H, W) the filter's answer that has the highest PSNR."""
    pictures = ((worn + 1) / 2).clamp(0, 1).numpy()[:, 0].astype(np.float64)
    answers = [
        torch.from_numpy(np.stack([one(picture) for picture in pictures]))[:, None] * 2 - 1
        for one in filters()
    ]
    clean = torch.stack([answer.float().clamp(-1, 1) for answer in answers])
    values = torch.stack([psnr(answer, truth) for answer in clean])
    return clean[values.argmax(0), torch.arange(len(worn))]


def run(settings: Settings, seed: int) -> Numbers:
    """Train on all faults; score each fault alone, on the same held-out digits."""
    play = restoring("enhance", seed)
    for _step in play.played(settings["rounds"]):
        pass
    numbers: Numbers = {}
    for fault in FAULTS:
        numbers |= _of(fault, play)
    return numbers


def _of(fault: Fault, play: Restoring) -> Numbers:
    truth = there(play.query.truth)[:FEW]
    worn = Wear((fault,))(truth, torch.Generator().manual_seed(ITEMS_SEED))
    answers = play.model().answer(Request(src=worn))
    parts = {"worn": worn, "filter": best(worn, truth), "ours": answers}
    return {
        f"{fault}/{key}": float(psnr(x, truth).clamp_max(100).mean()) for key, x in parts.items()
    }


def better(means: Means) -> bool | None:
    """Whether G is nearer than the best filter, of each fault."""
    numbers = means.get("digits")
    if numbers is None:
        return None
    return all(numbers[f"{fault}/ours"] > numbers[f"{fault}/filter"] for fault in FAULTS)


EXPERIMENT = Experiment(
    name="cleaning",
    title="Enhancement against filters",
    protocol=(
        f"`enhance`, preset `fast`, {ROUNDS:,} rounds of 16 on the 4,500 digits of the package, "
        f"one of four faults in each. {FEW} held-out digits with each fault; PSNR in dB. The "
        "filter is the one of two medians, four Wiener and two bilateral filters (scikit-image) "
        "that comes nearest to the truth, chosen for each picture by looking at that truth."
    ),
    columns=(
        Column("worn", "as it is"),
        Column("filter", "best filter"),
        Column("ours", "G"),
    ),
    published=(),
    configs=(
        Config("digits", {"rounds": ROUNDS}, tuple(Row(fault, f"{fault}/") for fault in FAULTS)),
    ),
    run=run,
    goals=(Goal("nearer than the best filter, whatever the fault", better),),
    seeds=3,
)
