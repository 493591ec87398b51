"""Super-resolution: near the truth or like the truth? The trade-off of SRGAN, on digits of 7x7."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Published,
    Row,
    Settings,
)
from benchmarks.reproduce.restoring import nearness, restoring, there

NEAR, BOTH = 2000, 4000
"""Rounds of the first stage, and of both together."""
RATHER = 1.0
"""By how many dB the first stage is to be better than bicubic."""


def run(settings: Settings, seed: int) -> Numbers:
    """Train both stages; score G after each, bicubic and Lanczos on the same held-out digits."""
    play = restoring("srgan", seed, first_epochs=_epochs(NEAR), epochs=_epochs(BOTH - NEAR))
    query = play.query
    small, truth = there(query.request.src), there(query.truth)
    degradation = play.design.degradation
    assert degradation is not None
    numbers = nearness(degradation.plain(small), truth, "bicubic/")
    numbers |= nearness(lanczos(small, truth.shape[-1]), truth, "lanczos/")
    numbers |= nearness(truth, truth, "truth/")
    for step in play.played(BOTH):
        if step == NEAR:
            numbers |= nearness(play.answers(), truth, "near/")
    return numbers | nearness(play.answers(), truth, "gan/")


def _epochs(rounds: int) -> int:
    return rounds * 16 // 4500 + 1


def lanczos(pictures: Tensor, size: int) -> Tensor:
    """Return pictures in [-1, 1] at another size by Lanczos' kernel, as Pillow has it."""
    planes = pictures.flatten(0, 1).numpy().astype(np.float32)
    large = [
        np.asarray(Image.fromarray(one).resize((size, size), Image.Resampling.LANCZOS))
        for one in planes
    ]
    return torch.from_numpy(np.stack(large)).reshape(*pictures.shape[:2], size, size).clamp(-1, 1)


def nearer(means: Means) -> bool | None:
    """Whether the first stage is a dB nearer than bicubic."""
    numbers = means.get("digits")
    return None if numbers is None else numbers["near/psnr"] >= numbers["bicubic/psnr"] + RATHER


def trade_off(means: Means) -> bool | None:
    """Whether the game gives the better FD and the first stage the better PSNR."""
    numbers = means.get("digits")
    if numbers is None:
        return None
    return numbers["gan/fd"] < numbers["near/fd"] and numbers["gan/psnr"] < numbers["near/psnr"]


EXPERIMENT = Experiment(
    name="super_resolution",
    title="Super-resolution: near the truth, or like it",
    protocol=(
        "`srgan`, preset `fast`, on the 4,500 digits of the package, 7x7 to 28x28: "
        f"{NEAR:,} rounds of 16 without D, then {BOTH - NEAR:,} with it. The 500 held-out digits, "
        "shrunk by the same bicubic kernel. FD of these 500."
    ),
    columns=(
        Column("psnr", "PSNR in dB"),
        Column("ssim", "SSIM", ".3f"),
        Column("fd", "FD", ".1f"),
        Column("fd_floor", "floor", ".1f"),
    ),
    published=(
        Published("bicubic", {"psnr": "28.43", "ssim": "0.8211"}, "Ledig et al. 2017, table 2"),
        Published("SRResNet", {"psnr": "32.05", "ssim": "0.9019"}, "the same, Set5"),
        Published("SRGAN", {"psnr": "29.40", "ssim": "0.8472"}, "the same, Set5"),
    ),
    configs=(
        Config(
            "digits",
            {"near": NEAR, "both": BOTH},
            (
                Row("bicubic", "bicubic/"),
                Row("Lanczos", "lanczos/"),
                Row("after the first stage", "near/"),
                Row("after both", "gan/"),
                Row("the truth", "truth/"),
            ),
        ),
    ),
    run=run,
    goals=(
        Goal("the first stage is at least 1 dB nearer than bicubic", nearer),
        Goal("with D the better FD, without D the better PSNR", trade_off),
    ),
    seeds=3,
)
