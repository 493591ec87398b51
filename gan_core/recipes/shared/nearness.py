"""What G's loss has beside D's word where the true picture is known, and a stage of that alone."""

from __future__ import annotations

from gan_core.answers import Fakes, Verdict
from gan_core.data.views import View
from gan_core.game import Phase, Stage, Terms, Turn
from gan_core.losses.adversarial import MoreOfG, from_source
from gan_core.losses.terms import perceptual_term
from gan_core.nets.perception import perception
from gan_core.recipe import Plan
from gan_core.settings.translation import Near, Perceptual


def near(settings: Near) -> MoreOfG | None:
    """Return the terms that draw G to the true picture; None where all are off."""
    weight = settings.perceptual if isinstance(settings, Perceptual) else 0.0
    eye = perception() if weight else None
    if not settings.l1 and eye is None:
        return None

    def terms(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
        truth = turn.batch.x
        drawn = settings.apart(fake.x, truth, settings.l1) if settings.l1 else {}
        if eye is not None:
            drawn["perceptual"] = perceptual_term(eye, fake.x, truth, weight)
        return drawn

    return terms


def near_stage(settings: Near, plan: Plan, epochs: int, view: View) -> tuple[Stage, ...]:
    """Return a stage in which G alone comes near the true picture; none where it has no epochs."""
    if not epochs:
        return ()

    def alone(turn: Turn) -> Terms:
        return settings.apart(from_source(turn).x, turn.batch.x, 1.0)

    steps = plan.rounds(epochs, settings.batch)
    return (Stage("near", steps, (Phase({"G": alone}),), view, settings.batch),)
