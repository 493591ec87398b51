"""The training doctor: from a run's symptoms to a named state, its reason and what may help.

The thresholds are ours, set on runs that were made ill on purpose and on healthy ones
(tests/gan_core/diagnosis/test_doctor.py); the reasons are the literature's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gan_core.diagnosis.remedies import Remedy, remedies
from gan_core.diagnosis.symptoms import Symptoms
from gan_core.errors import N_, Message
from gan_core.recipe import Recipe
from gan_core.settings.adversarial import Objective
from gan_core.settings.base import Settings

Health = Literal[
    "early", "healthy", "unseen", "d_too_strong", "vanishing", "collapse", "oscillation",
    "diverged", "memorising",
]  # fmt: skip

EARLY = 300
"""Before so many rounds only divergence is called: every run begins unbalanced."""

READABLE = 0.3
"""Which classes are seen says something only where a classifier is sure of so many samples."""

TITLES: dict[Health, str] = {
    "early": N_("Too early to say"),
    "healthy": N_("Healthy"),
    "unseen": N_("Nothing to judge by"),
    "d_too_strong": N_("D is too strong"),
    "vanishing": N_("Vanishing gradient"),
    "collapse": N_("Mode collapse"),
    "oscillation": N_("Oscillation"),
    "diverged": N_("Diverged"),
    "memorising": N_("Memorising"),
}


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor says: the state, why in two sentences, after whom, and what may help."""

    state: Health
    why: Message
    paper: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def ill(self) -> bool:
        """True where something should be changed."""
        return self.state not in ("early", "healthy", "unseen")


@dataclass(frozen=True)
class _Rule:
    """When a state is called, what is said of it, and which remedies it has."""

    state: Health
    holds: Callable[[Symptoms, Settings], bool]
    why: str
    paper: str
    helps: tuple[str, ...]


def diagnose(symptoms: Symptoms, recipe: Recipe, settings: Settings) -> Diagnosis:
    """Return the first state whose symptoms are there, else that the run is healthy (or young)."""
    values: Mapping[str, Any] = {
        "separation": symptoms.separation or 0.0,
        "diversity": symptoms.diversity or 0.0,
        "gradient": symptoms.gradient or 0.0,
        "swings": symptoms.swings,
        "reading": symptoms.diverged or "",
        **_of_scores(symptoms),
    }
    for rule in _RULES:
        if (symptoms.step >= EARLY or rule.state == "diverged") and rule.holds(symptoms, settings):
            helps = remedies(recipe, settings, *rule.helps)
            return Diagnosis(rule.state, Message(rule.why, dict(values)), rule.paper, helps)
    lacks = _lacks(symptoms)
    if symptoms.step and lacks is not None:
        return Diagnosis("unseen", Message(_UNSEEN, {"lacks": lacks}))
    if symptoms.step < EARLY:
        text = N_("In its first rounds every run is unbalanced; look again after {rounds} rounds.")
        return Diagnosis("early", Message(text, {"rounds": EARLY}))
    return Diagnosis("healthy", Message(_HEALTHY, dict(values)))


def _lacks(symptoms: Symptoms) -> Message | None:
    """Return what the doctor would need to see of the two players and does not."""
    separation = Message(N_("how often D ranks real above fake (D/separation)"))
    diversity = Message(N_("how diverse the fakes are (D/diversity)"))
    if symptoms.separation is not None:
        return diversity if symptoms.diversity is None else None
    if symptoms.diversity is not None:
        return separation
    return Message(N_("{one} and {other}"), {"one": separation, "other": diversity})


_UNSEEN = N_(
    "Its newest rounds do not record {lacks}, by which the balance of the two players is judged. "
    "Divergence is called all the same, and what the scores show."
)
_HEALTHY = N_(
    "D ranks a real picture above a fake in {separation:.0%} of all pairs (in half of them: it "
    "cannot tell), and the fakes are {diversity:.0%} as diverse as the real pictures. The two "
    "are in balance; how good the pictures are by now, only the scores say."
)


def _of_scores(symptoms: Symptoms) -> dict[str, Any]:
    scores = symptoms.scores or {}
    histogram = scores.get("histogram") or []
    return {
        "modes": sum(share >= 0.1 / len(histogram) for share in histogram),
        "classes": len(histogram),
        "largest": max(histogram, default=0.0),
        "readable": float(scores.get("confident") or 0.0),
        "overfit": float(scores.get("overfitting") or 0.0),
        "nearest": float(scores.get("copying") or 1.0),
    }


def _is_wasserstein(settings: Settings) -> bool:
    return isinstance(settings, Objective) and settings.objective == "wasserstein"


def _diverged(symptoms: Symptoms, settings: Settings) -> bool:
    return symptoms.diverged is not None


def _vanishing(symptoms: Symptoms, settings: Settings) -> bool:
    sure = symptoms.always is not None and symptoms.always > 0.98
    return sure and symptoms.gradient is not None and symptoms.gradient < 0.05


def _d_too_strong(symptoms: Symptoms, settings: Settings) -> bool:
    # A critic of bounded slope may rank perfectly and still teach: WGAN trains it to that end.
    sure = symptoms.always is not None and symptoms.always > 0.995
    return sure and not _is_wasserstein(settings)


def _collapse(symptoms: Symptoms, settings: Settings) -> bool:
    return symptoms.diversity is not None and symptoms.diversity < 0.2


def _few_classes(symptoms: Symptoms, settings: Settings) -> bool:
    scores = _of_scores(symptoms)
    if scores["classes"] < 3 or scores["readable"] < READABLE:
        return False
    return bool(scores["modes"] <= scores["classes"] / 2 or scores["largest"] > 0.6)


def _memorising(symptoms: Symptoms, settings: Settings) -> bool:
    scores = _of_scores(symptoms)
    return bool(scores["nearest"] < 0.5 or scores["overfit"] > 0.7)


def _oscillation(symptoms: Symptoms, settings: Settings) -> bool:
    # A critic without a sigmoid swings in its first thousand rounds and settles by itself.
    return symptoms.swings >= 10 and not _is_wasserstein(settings)


_COLLAPSE = "Goodfellow 2016, arXiv 1701.00160, section 5.1.1; Lin et al. 2018, arXiv 1712.04086"
_AGAINST_COLLAPSE = ("relativistic", "r1", "slower", "augment")

_RULES = (
    _Rule(
        "diverged",
        _diverged,
        N_(
            "{reading} is not a finite number any more: the steps were larger than the curvature "
            "of the losses allows. The last good checkpoint is kept; go on from it with smaller "
            "steps."
        ),
        "Mescheder et al. 2018, arXiv 1801.04406, section 2",
        ("slower", "r1"),
    ),
    _Rule(
        "collapse",
        _collapse,
        N_(
            "The fakes are only {diversity:.0%} as diverse as the real pictures. G has found a few "
            "pictures that D takes for real, and D, which judges one at a time, cannot see the "
            "sameness."
        ),
        _COLLAPSE,
        _AGAINST_COLLAPSE,
    ),
    _Rule(
        "collapse",
        _few_classes,
        N_(
            "Of {classes} classes {modes} are seen, and {largest:.0%} of the fakes are of one. G "
            "has found a few kinds of picture that D takes for real, and D, which judges one at a "
            "time, does not miss the others."
        ),
        _COLLAPSE,
        _AGAINST_COLLAPSE,
    ),
    _Rule(
        "vanishing",
        _vanishing,
        N_(
            "D ranks every real picture above every fake, and G's gradient is {gradient:.1%} of "
            "what it was at the start. Where D is sure, G's loss can be flat (the minimax loss "
            "always is), and G gets no hint which way to go."
        ),
        "Arjovsky & Bottou 2017, arXiv 1701.04862, theorem 2.4 and figure 2",
        ("nonsaturating", "slower_d", "noise", "r1"),
    ),
    _Rule(
        "d_too_strong",
        _d_too_strong,
        N_(
            "In the newest rounds D ranked real above fake in every single pair. Its verdict then "
            "says little about how to get better, and G's gradient is large but noisy."
        ),
        "Arjovsky & Bottou 2017, arXiv 1701.04862, section 2.2; Heusel et al. 2017, 1706.08500",
        ("slower_d", "r1", "smoothing", "noise"),
    ),
    _Rule(
        "memorising",
        _memorising,
        N_(
            "D tells the training pictures from real ones that it never saw (overfitting "
            "{overfit:.0%}), or fakes lie nearer to the training pictures than unseen real ones "
            "do ({nearest:.2f} times). The data is too small for D: it learns pictures by heart."
        ),
        "Karras et al. 2020, arXiv 2006.06676, equation 1 and figure 1",
        ("augment", "r1", "slower_d"),
    ),
    _Rule(
        "oscillation",
        _oscillation,
        N_(
            "The lead changed {swings} times in the newest 200 readings: each player undoes what "
            "the other learnt. Around the equilibrium the game turns in circles unless something "
            "damps it."
        ),
        "Mescheder et al. 2018, arXiv 1801.04406, lemma 2.3; Yazici et al. 2019, arXiv 1806.04498",
        ("r1", "calmer", "slower", "average"),
    ),
)
