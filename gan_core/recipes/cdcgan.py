"""Conditional DCGAN: G is told the digit, and D also says which digit it sees."""

from __future__ import annotations

from pydantic import Field
from torch import Tensor

from gan_core.answers import Verdict
from gan_core.charts import ACCURACY, USUAL
from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage, Terms, Turn
from gan_core.losses.terms import class_term
from gan_core.nets.dcgan import Discriminator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared import conv
from gan_core.recipes.shared.conv import FAST, MINUTE, TUTORIAL, ConvSettings
from gan_core.recipes.shared.noise import equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.base import live


class Settings(ConvSettings):
    """Settings of the conditional DCGAN."""

    d_sees_label: bool = Field(
        False,
        title=N_("D is given the digit"),
        description=N_("D sees the label beside the picture; then it does not classify."),
    )
    class_weight: float = live(
        1.0,
        ge=0,
        le=100,
        title=N_("Weight of the digit"),
        description=N_("How much reading the digit counts beside telling real from fake."),
    )


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return G(z, digit), and D with a logit and either a class answer or the digit as input."""
    count = len(spec.classes)
    g = settings.generator(spec, count)
    sees, says = (count, 0) if settings.d_sees_label else (0, count)
    d = Discriminator(spec, settings.d_shape(), rng["dropout"], sees=sees, says=says)
    return two_players(g, d, rng, settings)


def read_digits(settings: Settings, turn: Turn, *verdicts: tuple[str, Verdict]) -> Terms:
    """Return the class term for each named verdict, and note D's accuracy on it."""
    if settings.d_sees_label:
        return {}
    terms: Terms = {}
    for name, verdict in verdicts:
        terms[name] = class_term(verdict.classes, turn.batch.y, settings.class_weight)
        turn.readings[f"accuracy {name}"] = _accuracy(verdict.classes, turn.batch.y)
    return terms


def _accuracy(classes: Tensor | None, labels: Tensor | None) -> Tensor:
    if classes is None or labels is None:
        raise ValueError("accuracy needs a D that classifies and a batch with labels")
    return (classes.detach().argmax(1) == labels).float().mean()


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """As DCGAN, with the digit read from real pictures (D) and from fakes (G and D)."""
    return conv.stages(
        settings,
        plan,
        more_d=lambda turn, real, fake, _: read_digits(
            settings, turn, ("class real", real), ("class fake", fake)
        ),
        more_g=lambda turn, fake, _: read_digits(settings, turn, ("class", fake)),
    )


RECIPE = Recipe(
    name="cdcgan",
    title=N_("Conditional DCGAN"),
    about=N_("You choose the digit. D also says which digit it sees."),
    paper=(
        "Mirza & Osindero 2014, arXiv 1411.1784 (the condition); "
        "Odena et al. 2017, arXiv 1610.09585 (D classifies)"
    ),
    differs=N_(
        "The networks are the TensorFlow tutorial's DCGAN with the digit one-hot beside z; fakes "
        "carry the labels of the real pictures of the batch."
    ),
    settings=Settings,
    presets={"fast": FAST, "minute": MINUTE, "source": TUTORIAL},
    origins={
        "fast": N_(
            "Ours: a small G and D with spectral norm and EMA; digits in a minute on a CPU."
        ),
        "minute": N_(
            "Ours, for the first minute: the fast preset with a higher rate and fakes shared "
            "by D and G, in bfloat16 where the machine has it."
        ),
        "source": N_("AC-GAN's losses on the TensorFlow tutorial's networks and rates."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
    conditional=True,
    charts=(*USUAL, ACCURACY),
)
