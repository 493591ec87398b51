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

EPOCHS, NEAR = 16, 8
"""Epochs in all, and of these without D where D plays too."""
ITEMS, BATCH = 4500, 16
RATHER = 1.0
"""By how many dB G without D is to be better than bicubic."""


def run(settings: Settings, seed: int) -> Numbers:
    """Train; score G, bicubic and Lanczos on the same held-out digits."""
    play = restoring("srgan", seed, first_epochs=settings["near"], epochs=EPOCHS)
    query = play.query
    small, truth = there(query.request.src), there(query.truth)
    degradation = play.design.degradation
    assert degradation is not None
    numbers = nearness(degradation.plain(small), truth, "bicubic/")
    numbers |= nearness(lanczos(small, truth.shape[-1]), truth, "lanczos/")
    numbers |= nearness(truth, truth, "truth/")
    for _step in play.played(EPOCHS * ITEMS // BATCH):
        pass
    return numbers | nearness(play.answers(), truth, "ours/")


def lanczos(pictures: Tensor, size: int) -> Tensor:
    """Return pictures in [-1, 1] at another size by Lanczos' kernel, as Pillow has it."""
    planes = pictures.flatten(0, 1).numpy().astype(np.float32)
    large = [
        np.asarray(Image.fromarray(one).resize((size, size), Image.Resampling.LANCZOS))
        for one in planes
    ]
    return torch.from_numpy(np.stack(large)).reshape(*pictures.shape[:2], size, size).clamp(-1, 1)


def nearer(means: Means) -> bool | None:
    """Whether G that learned without D is a dB nearer than bicubic."""
    numbers = means.get("near")
    return None if numbers is None else numbers["ours/psnr"] >= numbers["bicubic/psnr"] + RATHER


def trade_off(means: Means) -> bool | None:
    """Whether D gives the better FD, and as many epochs without D the better PSNR."""
    if not {"near", "both"} <= set(means):
        return None
    near, both = means["near"], means["both"]
    return both["ours/fd"] < near["ours/fd"] and both["ours/psnr"] < near["ours/psnr"]


EXPERIMENT = Experiment(
    name="super_resolution",
    title="Super-resolution: near the truth, or like it",
    protocol=(
        f"`srgan`, preset `fast`, on the {ITEMS:,} digits of the package, 7x7 to 28x28: "
        f"{EPOCHS} epochs without D, or {NEAR} without and {EPOCHS - NEAR} with it. The 500 "
        "held-out digits, shrunk by the same bicubic kernel. FD of these 500."
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
            "near",
            {"near": EPOCHS},
            (
                Row("bicubic", "bicubic/"),
                Row("Lanczos", "lanczos/"),
                Row("G without D", "ours/"),
                Row("the truth", "truth/"),
            ),
        ),
        Config("both", {"near": NEAR}, (Row("G, then also D", "ours/"),)),
    ),
    run=run,
    goals=(
        Goal("without D at least 1 dB nearer than bicubic", nearer),
        Goal("with D the better FD, without D the better PSNR", trade_off),
    ),
    seeds=3,
)
