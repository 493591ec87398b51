"""The lab's own GAN of points and ring, which the phenomena are measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from benchmarks.reproduce.experiment import Means
from benchmarks.reproduce.plane import Match
from gan_core.game import Stage, evaluating
from gan_core.lab.scenes import SCENES

MODES = 8
LAB: dict[str, Any] = {
    "place": "ring8", "objective": "nonsaturating", "latent": 2, "depth": 2, "d_depth": 2,
    "g_width": 128, "d_width": 128, "activation": "leaky", "batch": 256, "lr": 1e-3,
    "beta1": 0.5, "beta2": 0.999,
}  # fmt: skip
"""The lab's preset without its R1 and its EMA, on the lab's ring: the same seed, the same run."""

STRONG_D: dict[str, Any] = {"lr": 1e-4, "d_rate": 50.0, "n_critic": 3}
"""D learns fifty times as fast as G and moves three times a round: what collapses."""

FAST_G: dict[str, Any] = {"lr": 1e-3, "d_rate": 0.05}
"""G learns twenty times as fast as D: it runs from mode to mode."""

WORDS = (
    "The 2-D Lab's ring (8 modes, radius 1.5, sigma .05, its 8,192 points) and nets (G and D of "
    "two hidden layers of 128, leaky), latent 2, batch 256, Adam with betas (.5, .999), rate .001, "
    "non-saturating, no penalty, unless said."
)
AS_BEFORE = "The 2-D Lab's ring, nets and settings, as under mode collapse."


def scene(name: str) -> dict[str, Any]:
    """Return the settings of a scene of the lab: the preset with R1 and EMA, and its changes."""
    (one_scene,) = (one for one in SCENES if one.name == name)
    return {**LAB, "r1": 0.1, "ema": 0.995, **one_scene.changes}


def fakes_of(match: Match, z: Tensor) -> Tensor:
    """Return G's points for latents `z`, (N, 2); some may not be finite."""
    g = match.game.net("G")
    with evaluating(g):
        fakes: Tensor = g(z)
    return fakes


def nearest_counts(points: Tensor, centres: Tensor) -> Tensor:
    """Return how many points lie nearest to each centre, however far, int64 (K,)."""
    nearest = torch.cdist(points.double(), centres.double()).min(1).indices
    return torch.bincount(nearest, minlength=len(centres))


def d_alone(match: Match) -> tuple[Stage, ...]:
    """Return the recipe's stage with D's phase alone: G stays as it is."""
    (stage,) = match.stages
    return (replace(stage, phases=stage.phases[:1]),)


def there(means: Means, *names: str) -> bool:
    """True where all of these configurations have been run."""
    return set(names) <= set(means)


def each(means: Means, names: Sequence[str], key: str) -> bool | None:
    """Whether `key`, 1 where a seed shows something and else 0, is 1 on every seed of `names`."""
    return all(means[name][key] == 1 for name in names) if there(means, *names) else None
