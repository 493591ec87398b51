"""Phenomena 3 and 9: a G that loses modes, one that hops between them, and R1 as the cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

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
from benchmarks.reproduce.phenomena_lab import (
    FAST_G,
    LAB,
    MODES,
    STRONG_D,
    WORDS,
    each,
    fakes_of,
    nearest_counts,
)
from benchmarks.reproduce.plane import latents, match, scored
from gan_core.metrics.points import ideal_high_quality, mode_counts

STEPS = 2000
LOOK = 50
METZ = "Metz et al. 2017 (arXiv 1611.02163), figure 2; modes in other places"
MESCHEDER = "Mescheder et al. 2018 (arXiv 1801.04406), sections 4 and 5"


def run(settings: Settings, seed: int) -> Numbers:
    """Train, look at 2,500 fakes every LOOK rounds, and say what the second half looked like.

    fewest, most: modes at any look of it. fullest: mean share nearest to the fullest mode.
    hops: share of its looks whose fullest mode is not the one of the look before.
    lost, whole: 1 where no look had more than half of the modes, where every look had all.
    """
    played = match(settings, seed)
    z = latents(played.game, seed)
    found, shares, fullest = [], [], []
    for stepped in played.rounds():
        if stepped.step % LOOK:
            continue
        points = fakes_of(played, z)
        found.append(int((mode_counts(points, played.place.centres, played.place.sigma) > 0).sum()))
        counts = nearest_counts(points, played.place.centres)
        fullest.append(int(counts.argmax()))
        shares.append(float(counts.max() / counts.sum()))
    half = len(found) // 2
    late = found[half:]
    hops = [now != before for before, now in zip(fullest[half - 1 :], fullest[half:], strict=False)]
    return scored(played, seed) | {
        "fewest": float(min(late)),
        "most": float(max(late)),
        "fullest": float(torch.tensor(shares[half:]).mean()),
        "hops": sum(hops) / len(hops),
        "lost": float(max(late) <= MODES // 2),
        "whole": float(min(late) == MODES),
    }


COLUMNS = (
    Column("modes", "modes of 8, end", ".1f", floor="8"),
    Column("fewest", "fewest, 2nd half", ".1f", floor="8"),
    Column("most", "most, 2nd half", ".1f", floor="8"),
    Column("high_quality", "HQ %, end", ".1f", 100, floor=f"{100 * ideal_high_quality():.2f}"),
    Column("fullest", "fullest mode's share %", ".1f", 100, floor="12.5"),
    Column("hops", "hops per 100 looks", ".1f", 100),
)
LOOKS = (
    f"{WORDS} {STEPS:,} rounds, looked at every {LOOK} with 2,500 fakes. A mode counts with one "
    "fake within 3 sigma. Fullest: the mode that most fakes are nearest to, mean over the second "
    "half; a hop: it is another one than at the look before."
)


def config(name: str, title: str, more: dict[str, Any]) -> Config:
    """Return the lab's settings with `more`."""
    return Config(name, {**LAB, "steps": STEPS, **more}, (Row(title),))


def hops(means: Means) -> bool | None:
    """Whether a G that learns faster than D is at another mode in a quarter of all looks."""
    return means["fast_g"]["hops"] >= 0.25 if "fast_g" in means else None


COLLAPSE = Experiment(
    name="collapse",
    title="Mode collapse and mode hopping",
    protocol=LOOKS,
    columns=COLUMNS,
    published=(Published("GAN", {"modes": "one at a time, in turn"}, METZ),),
    configs=(
        config("healthy", "the lab's settings", {}),
        config("slow", "both slow: rates .0001", {"lr": 1e-4}),
        config("strong_d", "D too fast: D .005, G .0001", STRONG_D),
        config("fast_g", "G too fast: G .001, D .0001", FAST_G),
    ),
    run=run,
    goals=(
        Goal(
            "the healthy settings have 8 modes at every look of the second half, every seed",
            lambda means: each(means, ["healthy", "slow"], "whole"),
        ),
        Goal(
            "a D that is too fast costs at least 4 of 8 modes at every such look, every seed",
            lambda means: each(means, ["strong_d"], "lost"),
        ),
        Goal(
            "so does a G that is too fast",
            lambda means: each(means, ["fast_g"], "lost"),
        ),
        Goal("and it hops: another mode in 25 of 100 looks or more", hops),
    ),
)

WEIGHTS = (0.01, 0.1, 1.0)


def cured(weight: float) -> Callable[[Means], bool | None]:
    """Return whether R1 of this weight finds every mode where without it half are lost."""

    def met(means: Means) -> bool | None:
        sick = each(means, ["none"], "lost")
        well = each(means, [f"r1_{weight:g}"], "whole")
        return None if sick is None or well is None else sick and well

    return met


R1 = Experiment(
    name="r1",
    title="R1 against mode collapse",
    protocol=f"The D that is too fast of the section before, now with R1 in its loss. {LOOKS}",
    columns=COLUMNS,
    published=(Published("R1", {"modes": "converges locally; no toy is counted"}, MESCHEDER),),
    configs=(
        config("none", "without", STRONG_D),
        *(
            config(f"r1_{weight:g}", f"R1 {weight:g}", {**STRONG_D, "r1": weight})
            for weight in WEIGHTS
        ),
    ),
    run=run,
    goals=(
        Goal(
            "without R1 at least 4 of 8 modes are lost; with R1 .1 none is, every seed", cured(0.1)
        ),
    ),
)
