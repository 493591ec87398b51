"""What may help a run that is not well: changes of settings, each applied by one click."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.errors import N_, Message, UserError
from gan_core.recipe import Recipe
from gan_core.runs.changing import with_changes
from gan_core.settings.adversarial import Augmentation, Flatness, Objective
from gan_core.settings.base import Settings
from gan_core.settings.training import Averaging, Rates
from gan_core.settings.translation import Near

PAPERS_L1 = 100.0
"""The weight of pix2pix's L1 (arXiv 1611.07004, section 4.2)."""


@dataclass(frozen=True)
class Remedy:
    """A change of settings: what it does, in a few words, and the settings themselves."""

    text: Message
    changes: Mapping[str, Any]


def _slower_d(settings: Rates) -> Remedy:
    rate = max(0.01, settings.d_rate / 4)
    return Remedy(Message(N_("Let D learn at a quarter of its rate")), {"d_rate": rate})


def _slower(settings: Rates) -> Remedy:
    text = N_("A quarter of the learning rate, for both players")
    return Remedy(Message(text), {"lr": settings.lr / 4})


def _calmer(settings: Rates) -> Remedy:
    return Remedy(
        Message(N_("Less momentum: beta 1 from {before:g} to 0"), {"before": settings.beta1}),
        {"beta1": 0.0},
    )


def _r1(settings: Flatness) -> Remedy:
    weight = 10 * settings.r1 or 0.1
    text = N_("R1 penalty of {weight:g}, which keeps D flat around real pictures")
    return Remedy(Message(text, {"weight": weight}), {"r1": weight})


def _smoothing(settings: Objective) -> Remedy:
    return Remedy(Message(N_("One-sided label smoothing of 0.1")), {"smoothing": 0.1})


def _nonsaturating(settings: Objective) -> Remedy:
    return Remedy(
        Message(N_("The non-saturating objective, whose gradient stays when D is sure")),
        {"objective": "nonsaturating"},
    )


def _relativistic(settings: Flatness) -> Remedy:
    changes = {"objective": "relativistic", "r1": settings.r1 or 0.1, "r2": settings.r2 or 0.1}
    text = N_("Relativistic pairing with R1 and R2, which covers the modes")
    return Remedy(Message(text), {**changes, "smoothing": 0.0})


def _augment(settings: Augmentation) -> Remedy:
    text = N_("Augmentation: D sees shifted and partly covered pictures, real and fake alike")
    return Remedy(Message(text), {"augment": "translation_cutout"})


def _noise(settings: Augmentation) -> Remedy:
    return Remedy(Message(N_("Instance noise of 0.1 on all that D sees")), {"noise": 0.1})


def _average(settings: Averaging) -> Remedy:
    text = N_("EMA of G: the average of its last weights is steadier")
    return Remedy(Message(text), {"ema": 0.998})


def _nearer(settings: Near) -> Remedy:
    text = N_("L1 with weight {weight:g}, so that answers fit their source")
    weight = max(PAPERS_L1, settings.l1)
    return Remedy(Message(text, {"weight": weight}), {"l1": weight})


def _less_of_d(settings: Near) -> Remedy:
    text = N_("A quarter of the weight of D's word, so that L1 counts for more")
    lighter = settings.adversarial_weight / 4 if settings.l1 else settings.adversarial_weight
    return Remedy(Message(text), {"adversarial_weight": lighter})


def _mirror(settings: Near) -> Remedy:
    text = N_("Mirror half of all pairs, which makes more of few")
    return Remedy(Message(text), {"mirror": True})


_REMEDIES: dict[str, tuple[type[Settings], Callable[[Any], Remedy]]] = {
    "slower_d": (Rates, _slower_d),
    "slower": (Rates, _slower),
    "calmer": (Rates, _calmer),
    "r1": (Flatness, _r1),
    "smoothing": (Objective, _smoothing),
    "nonsaturating": (Objective, _nonsaturating),
    "relativistic": (Flatness, _relativistic),
    "augment": (Augmentation, _augment),
    "noise": (Augmentation, _noise),
    "average": (Averaging, _average),
    "nearer": (Near, _nearer),
    "less_of_d": (Near, _less_of_d),
    "mirror": (Near, _mirror),
}
"""Each remedy, and of which settings it changes some."""


def remedies(recipe: Recipe, settings: Settings, *names: str) -> tuple[Remedy, ...]:
    """Return those of the named remedies that change something here and are not refused."""
    return tuple(_that_fit(recipe, settings, names))


def _that_fit(recipe: Recipe, settings: Settings, names: tuple[str, ...]) -> Iterator[Remedy]:
    now = settings.model_dump()
    for name in names:
        of, changes_for = _REMEDIES[name]
        if not isinstance(settings, of):
            continue
        remedy = changes_for(settings)
        if all(now.get(key) == value for key, value in remedy.changes.items()):
            continue
        if name in ("average", "smoothing", "noise") and now[next(iter(remedy.changes))]:
            continue
        try:
            with_changes(recipe, settings, remedy.changes)
        except UserError:
            continue
        yield remedy
