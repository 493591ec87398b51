"""What the doctor can say of a run: its states, and the rules that call them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from gan_core.diagnosis.symptoms import Symptoms
from gan_core.errors import N_
from gan_core.settings.base import Settings

Health = Literal[
    "early", "healthy", "unseen", "d_too_strong", "vanishing", "collapse", "source_ignored",
    "oscillation", "diverged", "memorising",
]  # fmt: skip

TITLES: dict[Health, str] = {
    "early": N_("Too early to say"),
    "healthy": N_("Healthy"),
    "unseen": N_("Nothing to judge by"),
    "d_too_strong": N_("D is too strong"),
    "vanishing": N_("Vanishing gradient"),
    "collapse": N_("Mode collapse"),
    "source_ignored": N_("The source is ignored"),
    "oscillation": N_("Oscillation"),
    "diverged": N_("Diverged"),
    "memorising": N_("Memorising"),
}


@dataclass(frozen=True)
class Rule:
    """When a state is called, what is said of it, after whom, and which remedies it has."""

    state: Health
    holds: Callable[[Symptoms, Settings], bool]
    why: str
    paper: str
    helps: tuple[str, ...]


DIVERGED = Rule(
    "diverged",
    lambda symptoms, settings: symptoms.diverged is not None,
    N_(
        "{reading} is not a finite number any more: the steps were larger than the curvature of "
        "the losses allows. The last good checkpoint is kept; go on from it with smaller steps."
    ),
    "Mescheder et al. 2018, arXiv 1801.04406, section 2",
    ("slower", "r1"),
)
"""Of any game."""

OSCILLATION = (
    N_(
        "The lead changed {swings} times in the newest 200 readings: each player undoes what the "
        "other learnt. Around the equilibrium the game turns in circles unless something damps it."
    ),
    "Mescheder et al. 2018, arXiv 1801.04406, lemma 2.3; Yazici et al. 2019, arXiv 1806.04498",
    ("r1", "calmer", "slower", "average"),
)
"""Why, after whom, and what helps."""


def scores_of(symptoms: Symptoms) -> dict[str, Any]:
    """Return what the newest scores say, by the names that texts and rules have for it."""
    scores = symptoms.scores or {}
    histogram = scores.get("histogram") or []
    return {
        "modes": sum(share >= 0.1 / len(histogram) for share in histogram),
        "classes": len(histogram),
        "largest": max(histogram, default=0.0),
        "readable": float(scores.get("confident") or 0.0),
        "overfit": float(scores.get("overfitting") or 0.0),
        "nearest": float(scores.get("copying") or 1.0),
        "psnr": symptoms.psnr[-1] if symptoms.psnr else 0.0,
        "best": max(symptoms.psnr, default=0.0),
        "above": symptoms.above or 0.0,
    }
