"""The training doctor: from a run's symptoms to a named state, its reason and what may help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.diagnosis import of_noise, of_translation
from gan_core.diagnosis.remedies import Remedy, remedies
from gan_core.diagnosis.states import Health, scores_of
from gan_core.diagnosis.symptoms import Symptoms
from gan_core.errors import N_, Message
from gan_core.recipe import Recipe
from gan_core.settings.base import Settings

EARLY = 300
"""Before so many rounds only divergence is called: every run begins unbalanced."""


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


def diagnose(symptoms: Symptoms, recipe: Recipe, settings: Settings) -> Diagnosis:
    """Return the first state whose symptoms are there, else that the run is healthy (or young).

    A GAN that makes its items from sources has other rules than one that makes them from noise.
    """
    values: Mapping[str, Any] = {
        "separation": symptoms.separation or 0.0,
        "diversity": symptoms.diversity or 0.0,
        "gradient": symptoms.gradient or 0.0,
        "swings": symptoms.swings,
        "reading": symptoms.diverged or "",
        **scores_of(symptoms),
    }
    for rule in of_noise.RULES if recipe.from_noise else of_translation.RULES:
        if (symptoms.step >= EARLY or rule.state == "diverged") and rule.holds(symptoms, settings):
            helps = remedies(recipe, settings, *rule.helps)
            return Diagnosis(rule.state, Message(rule.why, dict(values)), rule.paper, helps)
    lacks = _lacks(symptoms, recipe)
    if symptoms.step and lacks is not None:
        return Diagnosis("unseen", Message(_UNSEEN, {"lacks": lacks}))
    if symptoms.step < EARLY:
        text = N_("In its first rounds every run is unbalanced; look again after {rounds} rounds.")
        return Diagnosis("early", Message(text, {"rounds": EARLY}))
    return Diagnosis("healthy", Message(_healthy(recipe, settings), dict(values)))


def _lacks(symptoms: Symptoms, recipe: Recipe) -> Message | None:
    """Return what the doctor would need to see of the two players and does not."""
    separation = Message(N_("how often D ranks real above fake (D/separation)"))
    diversity = Message(N_("how diverse the fakes are (D/diversity)"))
    # Where the answers are held against the truth, that says it too.
    knows = symptoms.diversity is not None or (not recipe.from_noise and symptoms.above is not None)
    if symptoms.separation is not None:
        return None if knows else diversity
    if knows:
        return separation
    return Message(N_("{one} and {other}"), {"one": separation, "other": diversity})


def _healthy(recipe: Recipe, settings: Settings) -> str:
    if recipe.from_noise:
        return of_noise.HEALTHY
    heard = of_translation.d_is_heard(settings)
    return of_translation.HEALTHY if heard else of_translation.WITHOUT_D


_UNSEEN = N_(
    "Its newest rounds do not record {lacks}, by which the balance of the two players is judged. "
    "Divergence is called all the same, and what the scores show."
)
