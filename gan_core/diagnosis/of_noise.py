"""What ails GANs that make their items from noise.

The thresholds are ours, set on runs that were made ill on purpose and on healthy ones
(tests/gan_core/diagnosis/test_doctor.py); the reasons are the literature's.
"""

from __future__ import annotations

from gan_core.diagnosis.states import DIVERGED, OSCILLATION, Rule, scores_of
from gan_core.diagnosis.symptoms import Symptoms
from gan_core.errors import N_
from gan_core.settings.adversarial import Objective
from gan_core.settings.base import Settings

READABLE = 0.3
"""Which classes are seen says something only where a classifier is sure of so many samples."""


def _is_wasserstein(settings: Settings) -> bool:
    return isinstance(settings, Objective) and settings.objective == "wasserstein"


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
    scores = scores_of(symptoms)
    if scores["classes"] < 3 or scores["readable"] < READABLE:
        return False
    return bool(scores["modes"] <= scores["classes"] / 2 or scores["largest"] > 0.6)


def _memorising(symptoms: Symptoms, settings: Settings) -> bool:
    scores = scores_of(symptoms)
    return bool(scores["nearest"] < 0.5 or scores["overfit"] > 0.7)


def _oscillation(symptoms: Symptoms, settings: Settings) -> bool:
    # A critic without a sigmoid swings in its first thousand rounds and settles by itself.
    return symptoms.swings >= 10 and not _is_wasserstein(settings)


_COLLAPSE = "Goodfellow 2016, arXiv 1701.00160, section 5.1.1; Lin et al. 2018, arXiv 1712.04086"
_AGAINST_COLLAPSE = ("relativistic", "r1", "slower", "augment")

RULES = (
    DIVERGED,
    Rule(
        "collapse",
        _collapse,
        N_(
            "The fakes are only {diversity:.0%} as diverse as the real items. G has found a few "
            "pictures that D takes for real, and D, which judges one at a time, cannot see the "
            "sameness."
        ),
        _COLLAPSE,
        _AGAINST_COLLAPSE,
    ),
    Rule(
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
    Rule(
        "vanishing",
        _vanishing,
        N_(
            "D ranks every real item above every fake, and G's gradient is {gradient:.1%} of "
            "what it was at the start. Where D is sure, G's loss can be flat (the minimax loss "
            "always is), and G gets no hint which way to go."
        ),
        "Arjovsky & Bottou 2017, arXiv 1701.04862, theorem 2.4 and figure 2",
        ("nonsaturating", "slower_d", "noise", "r1"),
    ),
    Rule(
        "d_too_strong",
        _d_too_strong,
        N_(
            "In the newest rounds D ranked real above fake in every single pair. Its verdict then "
            "says little about how to get better, and G's gradient is large but noisy."
        ),
        "Arjovsky & Bottou 2017, arXiv 1701.04862, section 2.2; Heusel et al. 2017, 1706.08500",
        ("slower_d", "r1", "smoothing", "noise"),
    ),
    Rule(
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
    Rule("oscillation", _oscillation, *OSCILLATION),
)

HEALTHY = N_(
    "D ranks a real item above a fake in {separation:.0%} of all pairs (in half of them: it "
    "cannot tell), and the fakes are {diversity:.0%} as diverse as the real items. The two "
    "are in balance; how good the fakes are by now, only the scores say."
)
