"""Settings of the two-player game: objective, penalties, what D sees. Mixins, and all together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gan_core.errors import N_, UserError
from gan_core.losses.augmentation import Augment, Policy, augmentation
from gan_core.losses.objectives import OBJECTIVES, Adversarial, smoothed
from gan_core.losses.penalties import BATCHNORM_IN_D, Penalty, interpolated, r1, r2
from gan_core.nets.layers import Norm
from gan_core.settings.base import Section, Settings, live
from gan_core.settings.training import Arithmetic, Averaging, Latent, Length, Rates

ObjectiveName = Literal[
    "nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic"
]
FakesOfRound = Literal["fresh", "shared", "latents"]
Moves = Literal["together", "in_turn"]


def fakes_field(default: FakesOfRound) -> Any:
    """Return the field that says whether D and G have the same fakes in a round."""
    return live(
        default,
        title=N_("Fakes in a round"),
        description=N_(
            "Fresh: G and D each get new ones, as in the paper of 2014. Shared: both have the "
            "same, which saves a pass of G; so it always is where both move together. Latents: G's "
            "are made anew at each of its moves, from D's z."
        ),
    )


class Rounds(Settings):
    """What happens in a round."""

    section: ClassVar[Section] = "training"
    n_critic: int = live(
        1,
        ge=1,
        le=20,
        title=N_("D moves per round"),
        description=N_("How often D moves, each time on new pictures, before G moves once."),
    )
    fakes: FakesOfRound = fakes_field("fresh")


class MoveOrder(Rounds):
    """Who moves when."""

    section: ClassVar[Section] = "training"
    moves: Moves = live(
        "in_turn",
        title=N_("Moves"),
        description=N_("Together: both gradients at one point, then both steps. In turn: D first."),
    )

    @model_validator(mode="after")
    def _as_often(self) -> MoveOrder:
        if self.moves == "together" and self.n_critic > 1:
            raise UserError(
                N_(
                    "With moves together each player moves once a round: let D move once "
                    "(n_critic=1), or let the players move in turn (moves=in_turn)."
                )
            )
        return self


class Objective(Settings):
    """What D and G minimise."""

    section: ClassVar[Section] = "game"
    objective: ObjectiveName = live(
        "nonsaturating",
        title=N_("Objective"),
        description=N_("What D and G minimise. Non-saturating is the usual first choice."),
    )
    smoothing: float = live(
        0.0,
        ge=0,
        le=0.5,
        title=N_("Label smoothing"),
        description=N_("One-sided: real pictures get the target 1 minus this. 0 is off."),
    )

    def adversarial(self) -> Adversarial:
        """Return the chosen objective with its smoothing.

        Raises:
            UserError: the objective has no labels to smooth.
        """
        return smoothed(OBJECTIVES[self.objective], self.smoothing)


class Flatness(Settings):
    """What keeps D flat; all off by default."""

    section: ClassVar[Section] = "game"
    d_norm: Norm = Field(
        "none",
        title=N_("Normalisation in D"),
        description=N_(
            "Spectral norm bounds how steep D can be, in every layer; BatchNorm mixes a batch, in "
            "the hidden layers but the first."
        ),
    )
    r1: float = live(
        0.0,
        ge=0,
        le=1000,
        title=N_("R1 penalty"),
        description=N_("Keeps D flat around real pictures, so that training settles. 0 is off."),
    )
    r2: float = live(
        0.0,
        ge=0,
        le=1000,
        title=N_("R2 penalty"),
        description=N_("Keeps D flat around fakes; R3GAN uses it together with R1. 0 is off."),
    )
    gp: float = live(
        0.0,
        ge=0,
        le=1000,
        title=N_("Gradient penalty"),
        description=N_("Keeps D's slope near 1 between real and fake (WGAN-GP uses 10). 0 is off."),
    )
    clip: float = live(
        0.0,
        ge=0,
        le=10,
        title=N_("Weight clipping"),
        description=N_("After each step D's weights are cut to plus or minus this. 0 is off."),
    )

    def span(self) -> float:
        """Return by how much what D reads moves where an item moves by 1."""
        return 1.0

    def penalties(self) -> tuple[Penalty, ...]:
        """Return the penalties that are switched on; D's slope counts by what D reads.

        Penalties take slopes by the item, which are `span` times those.
        """
        span = self.span()
        gp = partial(interpolated, target=span)
        weights: list[tuple[Callable[[float], Penalty], float]] = [
            (r1, self.r1),
            (r2, self.r2),
            (gp, self.gp),
        ]
        return tuple(make(weight / span**2) for make, weight in weights if weight > 0)


class Augmentation(Settings):
    """What D is shown of every item, real and fake."""

    section: ClassVar[Section] = "game"
    noise: float = live(
        0.0,
        ge=0,
        le=10,
        title=N_("Instance noise"),
        description=N_("Standard deviation of noise on every picture that D sees. 0 is off."),
    )
    augment: Policy = live(
        "none",
        title=N_("Augmentation for D"),
        description=N_("D sees real pictures and fakes only after random changes (DiffAugment)."),
    )

    def augmentation(self) -> Augment:
        """Return what is done to an item before D sees it."""
        return augmentation(self.augment, self.noise)


class DuelSettings(Augmentation, Flatness, Objective, Arithmetic, Averaging, Rounds, Length, Rates):
    """What every GAN of one G and one D can set."""

    @model_validator(mode="after")
    def _makes_sense(self) -> DuelSettings:
        self.adversarial()
        spectral = self.d_norm == "spectral"
        if self.d_norm == "batch" and self.penalties():
            raise UserError(BATCHNORM_IN_D)
        if self.clip and spectral:
            raise UserError(
                N_(
                    "Weight clipping and spectral norm both bound D's slope, and spectral norm "
                    "undoes what clipping does. Keep one of them."
                )
            )
        if self.objective == "wasserstein" and not (spectral or self.clip or self.penalties()):
            raise UserError(
                N_(
                    "The Wasserstein objective has no lower bound unless D's slope is bounded. "
                    "Switch on a gradient penalty, R1, weight clipping or spectral norm."
                )
            )
        return self


class AdversarialSettings(DuelSettings, Latent):
    """What every GAN that makes items from noise can set."""
