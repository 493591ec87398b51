"""Which loss, and patches of which size: tables 1 and 3 of pix2pix on outlines of emoji."""

from __future__ import annotations

from typing import Any

from benchmarks.reproduce import adapters
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
from benchmarks.reproduce.restoring import restoring

DATA, ROUNDS, HELD_OUT = "outlines", 2000, 396
LOSSES: dict[str, tuple[str, dict[str, Any]]] = {
    "both": ("L1 + cGAN", {}),
    "l1": ("L1 alone", {"adversarial_weight": 0.0}),
    "cgan": ("cGAN alone", {"l1": 0.0}),
}
PATCHES: dict[str, tuple[str, dict[str, Any]]] = {
    f"patch_{field}": (f"L1 + cGAN, patches of {text}", {"field": field})
    for field, text in (("1", "1 pixel"), ("34", "34 pixels"), ("full", "the whole picture"))
}
ALL = LOSSES | PATCHES
_TABLE = "Isola et al. 2017, FCN score per pixel, labels to photo"


def run(settings: Settings, seed: int) -> Numbers:
    """Train and score what is made of the held-out outlines."""
    play = restoring("pix2pix", seed, DATA, **settings["changes"])
    for _step in play.played(settings["rounds"]):
        pass
    return adapters.scores_of(play.model(), play.content, HELD_OUT, ["psnr", "ssim", "fd"])


def both_look_best(means: Means) -> bool | None:
    """Whether L1 + cGAN has the lowest FD of the three losses."""
    if not set(LOSSES) <= set(means):
        return None
    return all(means["both"]["fd"] < means[name]["fd"] for name in ("l1", "cgan"))


def l1_is_nearest(means: Means) -> bool | None:
    """Whether L1 alone has the highest PSNR of the three."""
    if not set(LOSSES) <= set(means):
        return None
    return all(means["l1"]["psnr"] > means[name]["psnr"] for name in ("both", "cgan"))


def pixels_lose(means: Means) -> bool | None:
    """Whether patches of one pixel have a higher FD than those of 16."""
    if not {"both", "patch_1"} <= set(means):
        return None
    return means["patch_1"]["fd"] > means["both"]["fd"]


EXPERIMENT = Experiment(
    name="losses_of_pix2pix",
    title="pix2pix: losses and patches",
    protocol=(
        f"`pix2pix`, preset `fast` (patches of 16 pixels), {ROUNDS:,} rounds of 16 on `outlines` "
        f"at 32 pixels; scores of what is made of all {HELD_OUT} held-out outlines."
    ),
    columns=(
        Column("psnr", "PSNR in dB"),
        Column("ssim", "SSIM", ".3f"),
        Column("fd", "FD", ".1f"),
        Column("fd_floor", "floor", ".1f"),
    ),
    published=(
        Published("L1 alone", {}, f"{_TABLE}, tables 1 and 3: .42"),
        Published("cGAN alone", {}, "the same: .57"),
        Published("L1 + cGAN", {}, "the same: .66; patches of 1: .39, of 16: .65, all: .42"),
    ),
    configs=tuple(
        Config(name, {"changes": changes, "rounds": ROUNDS}, (Row(title),))
        for name, (title, changes) in ALL.items()
    ),
    run=run,
    goals=(
        Goal("L1 + cGAN has the best FD of the three losses", both_look_best),
        Goal("L1 alone has the best PSNR", l1_is_nearest),
        Goal("patches of one pixel have a worse FD than those of 16", pixels_lose),
    ),
    seeds=3,
)
