"""G's loss in words: its terms, and what an objective sends to each fake."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.inspection.g_loss import objective_of
from gan_core.losses.objectives import Adversarial
from gan_core.model import Model
from ui.discriminator.look import Choices, own_terms
from ui.shell.language import _, plain

ADVERSARIAL = "adversarial"
"""What every objective calls its one term of G's loss."""
TERMS = {ADVERSARIAL: N_("adversarial"), "class": N_("class")}
"""Terms of our recipes, as they are shown; others are shown by their names."""
_AS_IT_IS = N_(
    "It sends each fake D's slope as it is, however sure D is. So D's slope must be kept in "
    "bounds: by spectral norm, a gradient penalty or clipping."
)
WHAT_IT_SENDS = {
    "nonsaturating": (
        "−log D",
        N_(
            "It sends each fake D's slope times 1 − D: most where D is sure that it is a fake. So "
            "G learns also when D is far ahead."
        ),
    ),
    "minimax": (
        "log(1 − D)",
        N_(
            "It sends each fake D's slope times D: the surer D is that it is a fake, the less "
            "arrives, and at last nothing. So G stops learning when D is far ahead: the loss "
            "saturates."
        ),
    ),
    "least_squares": (
        "(logit − 1)²",
        N_(
            "It sends each fake D's slope times 2 (1 − logit): the further below 1, the more. "
            "Beyond 1 the direction turns round."
        ),
    ),
    "hinge": ("−logit", _AS_IT_IS),
    "wasserstein": ("−logit", _AS_IT_IS),
    "relativistic": (
        N_("−log σ(fake logit − real logit)"),
        N_(
            "Each fake is compared with one real picture, in the order shown: it receives D's "
            "slope times σ(real logit − fake logit), most where the real one is far ahead."
        ),
    ),
}
"""By objective, G's loss and what its gradient is."""


def own_title(model: Model) -> str:
    """Return the name of what the model's G was trained on."""
    own, terms = objective_of(model), own_terms(model)
    if own is None or (terms and ADVERSARIAL not in terms):
        return _(model.recipe.title)
    return " + ".join([_(own.title), *_further(model)])


def explained(model: Model, choices: Choices) -> tuple[str, str]:
    """Return the title of the loss that is chosen, and what it is, as Markdown."""
    if choices.adversarial is not None:
        return _objective(model, choices.adversarial)
    own, terms, further = objective_of(model), own_terms(model), _further(model)
    if own is None or ADVERSARIAL not in terms:
        text = _("{about} G's loss is this GAN's own. Its terms: {terms}.")
        names = ", ".join(_term_title(name) for name in terms)
        return own_title(model), text.format(about=_(model.recipe.about), terms=names)
    if not further:
        return _objective(model, own)
    formula, effect = WHAT_IT_SENDS[own.name]
    text = _(
        "G's loss is the sum {terms}. Its adversarial term is {formula}. {effect} The gradient "
        "shown is that of the whole sum, so it also has what reaches the fake from the other "
        "terms: {further}."
    )
    return own_title(model), text.format(
        terms=" + ".join(_term_title(name) for name in terms),
        formula=_(formula),
        effect=_(effect),
        further=", ".join(further),
    )


def _objective(model: Model, objective: Adversarial) -> tuple[str, str]:
    """Return the title of an objective, and what it sends if it is the whole loss."""
    own, (formula, effect) = objective_of(model), WHAT_IT_SENDS[objective.name]
    parts = [_("G's loss is {formula}. {effect}").format(formula=_(formula), effect=_(effect))]
    if own is None or objective.name != own.name:
        parts.append(
            _(
                "This D was trained with another objective: {own}. Shown is what G would receive "
                "from it."
            ).format(own=own_title(model))
        )
    elif _further(model):
        parts.append(
            _("The loss that this model was trained with has more terms: {terms}.").format(
                terms=", ".join(_further(model))
            )
        )
    return _(objective.title), " ".join(parts)


def _further(model: Model) -> list[str]:
    """Return the terms of the model's own loss beside the adversarial one, as they are shown."""
    return [_term_title(name) for name in own_terms(model) if name != ADVERSARIAL]


def _term_title(term: str) -> str:
    return _(TERMS[term]) if term in TERMS else plain(term)
