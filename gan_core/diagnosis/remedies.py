"""What may help a run that is not well: changes of settings, each applied by one click."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.errors import N_, Message, UserError
from gan_core.recipe import Recipe
from gan_core.runs.training.changing import with_changes
from gan_core.switches import Switches


@dataclass(frozen=True)
class Remedy:
    """A change of settings: what it does, in a few words, and the settings themselves."""

    text: Message
    changes: Mapping[str, Any]


def _slower_d(params: Switches) -> Remedy:
    rate = max(0.01, params.d_rate / 4)
    return Remedy(Message(N_("Let D learn at a quarter of its rate")), {"d_rate": rate})


def _slower(params: Switches) -> Remedy:
    text = N_("A quarter of the learning rate, for both players")
    return Remedy(Message(text), {"lr": params.lr / 4})


def _calmer(params: Switches) -> Remedy:
    return Remedy(
        Message(N_("Less momentum: beta 1 from {before:g} to 0"), {"before": params.beta1}),
        {"beta1": 0.0},
    )


def _r1(params: Switches) -> Remedy:
    weight = 10 * params.r1 or 0.1
    text = N_("R1 penalty of {weight:g}, which keeps D flat around real pictures")
    return Remedy(Message(text, {"weight": weight}), {"r1": weight})


def _smoothing(params: Switches) -> Remedy:
    return Remedy(Message(N_("One-sided label smoothing of 0.1")), {"smoothing": 0.1})


def _nonsaturating(params: Switches) -> Remedy:
    return Remedy(
        Message(N_("The non-saturating objective, whose gradient stays when D is sure")),
        {"objective": "nonsaturating"},
    )


def _relativistic(params: Switches) -> Remedy:
    changes = {"objective": "relativistic", "r1": params.r1 or 0.1, "r2": params.r2 or 0.1}
    text = N_("Relativistic pairing with R1 and R2, which covers the modes")
    return Remedy(Message(text), {**changes, "smoothing": 0.0})


def _augment(params: Switches) -> Remedy:
    text = N_("Augmentation: D sees shifted and partly covered pictures, real and fake alike")
    return Remedy(Message(text), {"augment": "translation_cutout"})


def _noise(params: Switches) -> Remedy:
    return Remedy(Message(N_("Instance noise of 0.1 on all that D sees")), {"noise": 0.1})


def _average(params: Switches) -> Remedy:
    text = N_("EMA of G: the average of its last weights is steadier")
    return Remedy(Message(text), {"ema": 0.998})


_KNOWN = {
    "slower_d": _slower_d, "slower": _slower, "calmer": _calmer, "r1": _r1,
    "smoothing": _smoothing, "nonsaturating": _nonsaturating, "relativistic": _relativistic,
    "augment": _augment, "noise": _noise, "average": _average,
}  # fmt: skip


def remedies(recipe: Recipe, params: Switches, *names: str) -> tuple[Remedy, ...]:
    """Return those of the named remedies that change something here and are not refused."""
    return tuple(_that_fit(recipe, params, names))


def _that_fit(recipe: Recipe, params: Switches, names: tuple[str, ...]) -> Iterator[Remedy]:
    now = params.model_dump()
    for name in names:
        remedy = _KNOWN[name](params)
        if all(now[key] == value for key, value in remedy.changes.items()):
            continue
        if name in ("average", "smoothing", "noise") and now[next(iter(remedy.changes))]:
            continue
        try:
            with_changes(recipe, params, remedy.changes)
        except UserError:
            continue
        yield remedy
