"""What ails GANs that make their items from sources, such as pix2pix.

D is told the source and G has more to go by than D's word, so what is an alarm for noise is none
here: D may win as long as the answers come nearer to the truth, and the gradient of L1 does not
vanish. The thresholds are ours (tests/gan_core/diagnosis/test_translators.py).
"""

from __future__ import annotations

from gan_core.diagnosis.states import DIVERGED, OSCILLATION, Rule, scores_of
from gan_core.diagnosis.symptoms import Symptoms
from gan_core.errors import N_
from gan_core.settings.adversarial import Objective
from gan_core.settings.base import Settings
from gan_core.settings.training import Length
from gan_core.settings.translation import Near

ALIKE = 0.2
CONSTANT_DB = 3.0
"""The mean of all pictures has half of the mean squared error of another's truth: 3 dB more."""
SETTLED, SETTLED_DB = 0.01, 0.1
"""L1 fell by less than this share, or PSNR rose by less."""
WORSE_DB = 1.0
FEW = 8
"""In a smaller batch there are too few pairs to say in one round who leads."""


def d_is_heard(settings: Settings) -> bool:
    """Return whether D's word reaches G."""
    return not isinstance(settings, Near) or settings.adversarial_weight > 0


def _alone(symptoms: Symptoms, settings: Settings) -> bool:
    """Whether G has D's word and nothing else: then what holds of noise holds here too."""
    no_l1 = settings.l1 == 0 if isinstance(settings, Near) else symptoms.fall is None
    return d_is_heard(settings) and no_l1


def _nearer(symptoms: Symptoms) -> bool | None:
    """Whether the answers still come nearer to the truth; None where nothing says so."""
    signs = []
    if symptoms.fall is not None:
        signs.append(symptoms.fall >= SETTLED)
    if len(symptoms.psnr) > 1:
        signs.append(symptoms.psnr[-1] - symptoms.psnr[-2] >= SETTLED_DB)
    return any(signs) if signs else None


def _d_wins(symptoms: Symptoms, settings: Settings) -> bool:
    # Of a single pair a round, nine tenths may all be right by chance: the mean counts too.
    always, mean = symptoms.always or 0.0, symptoms.separation or 0.0
    wasserstein = isinstance(settings, Objective) and settings.objective == "wasserstein"
    return always > 0.995 and mean > 0.99 and d_is_heard(settings) and not wasserstein


def _source_ignored(symptoms: Symptoms, settings: Settings) -> bool:
    alike = symptoms.diversity is not None and symptoms.diversity < ALIKE
    if symptoms.above is None:
        return alike
    # Dropout makes answers differ that still ignore the source; then they are as far off as others.
    return symptoms.above < (CONSTANT_DB if alike else 0.0)


def _vanishing(symptoms: Symptoms, settings: Settings) -> bool:
    weak = symptoms.gradient is not None and symptoms.gradient < 0.05
    return weak and _d_wins(symptoms, settings) and _alone(symptoms, settings)


def _d_alone_wins(symptoms: Symptoms, settings: Settings) -> bool:
    return _d_wins(symptoms, settings) and _alone(symptoms, settings) and not _nearer(symptoms)


def _d_wins_and_l1_rests(symptoms: Symptoms, settings: Settings) -> bool:
    return _d_wins(symptoms, settings) and _nearer(symptoms) is False


def _overfitting(symptoms: Symptoms, settings: Settings) -> bool:
    return scores_of(symptoms)["overfit"] > 0.7 and d_is_heard(settings)


def _by_heart(symptoms: Symptoms, settings: Settings) -> bool:
    values = scores_of(symptoms)
    learns = symptoms.fall is not None and symptoms.fall >= SETTLED
    return bool(learns and values["psnr"] < values["best"] - WORSE_DB)


def _oscillation(symptoms: Symptoms, settings: Settings) -> bool:
    enough = not isinstance(settings, Length) or settings.batch >= FEW
    return symptoms.swings >= 10 and enough and d_is_heard(settings)


_ISOLA = "Isola et al. 2017, arXiv 1611.07004"
_AGAINST_D = ("slower_d", "smoothing", "noise", "r1")

RULES = (
    DIVERGED,
    Rule(
        "source_ignored",
        _source_ignored,
        N_(
            "Answers to different sources are {diversity:.0%} as diverse as what would be right, "
            "and no nearer to it than one and the same answer to all. D's word asks for pictures "
            "that look real; that they fit their source, L1 says most plainly."
        ),
        f"{_ISOLA}, sections 3.1 and 4.2",
        ("nearer", "less_of_d", "slower"),
    ),
    Rule(
        "vanishing",
        _vanishing,
        N_(
            "D ranks every true picture above every answer, G's gradient is {gradient:.1%} of what "
            "it was at the start, and there is no L1, whose gradient does not depend on D."
        ),
        f"{_ISOLA}, equation 4; Arjovsky & Bottou 2017, arXiv 1701.04862, theorem 2.4",
        ("nearer", "nonsaturating", *_AGAINST_D),
    ),
    Rule(
        "d_too_strong",
        _d_alone_wins,
        N_(
            "In the newest rounds D ranked the true picture above the answer in every single pair, "
            "and G has nothing but D's word to learn from: there is no L1."
        ),
        f"{_ISOLA}, equation 4 and section 3.3; Arjovsky & Bottou 2017, 1701.04862, section 2.2",
        ("nearer", *_AGAINST_D),
    ),
    Rule(
        "d_too_strong",
        _d_wins_and_l1_rests,
        N_(
            "D ranked the true picture above the answer in every single pair, and the answers come "
            "no nearer to the truth any more. As long as they do, a D that wins is no alarm; now "
            "its word no longer helps. In a new run D may also see smaller patches."
        ),
        f"{_ISOLA}, section 3.3 (D's loss is halved to slow it down) and section 3.2.2",
        _AGAINST_D,
    ),
    Rule(
        "memorising",
        _overfitting,
        N_(
            "D tells the pairs that it was trained on from real ones that it never saw "
            "(overfitting {overfit:.0%}): it learns them by heart."
        ),
        "Karras et al. 2020, arXiv 2006.06676, equation 1 and figure 1",
        ("mirror", "r1", "slower_d"),
    ),
    Rule(
        "memorising",
        _by_heart,
        N_(
            "G still comes nearer to the pictures that it is trained on, but its answers to other "
            "sources get worse: {psnr:.1f} dB, after {best:.1f} dB at best. In a new run dropout "
            "in G, and a narrower G, also help."
        ),
        f"{_ISOLA}, section 3.1 and appendix 6.2 (mirrored and cropped at random)",
        ("mirror", "slower"),
    ),
    Rule("oscillation", _oscillation, *OSCILLATION),
)

HEALTHY = N_(
    "D ranks a true picture above an answer in {separation:.0%} of all pairs. That it often does "
    "is no alarm while the answers come nearer to the truth; how near they are, only the scores "
    "say."
)
WITHOUT_D = N_(
    "G learns from the true pictures alone: D's word has weight 0, so that D wins says nothing. "
    "Where several answers would be right, L1 alone asks for their middle, which is blurred "
    "(Isola et al. 2017, section 4.2)."
)
