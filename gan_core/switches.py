"""What every two-player recipe can switch: rates, objective, penalties, what D sees."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pydantic import Field, model_validator

from gan_core.errors import N_, UserError
from gan_core.losses.augmentation import Policy, See, sight
from gan_core.losses.objectives import OBJECTIVES, Adversarial, smoothed
from gan_core.losses.penalties import BATCHNORM_IN_D, Penalty, interpolated, r1, r2
from gan_core.optimizers import OptimizerName
from gan_core.params import Params
from gan_core.precision import Precision

ObjectiveName = Literal[
    "nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic"
]
Norm = Literal["none", "batch", "spectral"]
Fakes = Literal["fresh", "shared", "latents"]


def fakes_field(default: Fakes) -> Any:
    """Return the field that says whether D and G have the same fakes in a round."""
    return Field(
        default,
        title=N_("Fakes in a round"),
        description=N_(
            "Fresh: G and D each get new ones, as in the paper of 2014. Shared: both have the "
            "same, which saves a pass of G; so it always is where both move together. Latents: G's "
            "are made anew at each of its moves, from D's z."
        ),
    )


class Rates(Params):
    """How fast and how long G and D learn; a recipe's presets give the values."""

    latent: int = Field(
        100,
        ge=1,
        le=1024,
        title=N_("Latent dimension"),
        description=N_("How many numbers z has, each drawn from N(0, 1)."),
    )
    optimizer: OptimizerName = Field(
        "adam",
        title=N_("Optimizer"),
        description=N_("How gradients become steps. Adam is the usual first choice."),
    )
    d_optimizer: Literal["same", OptimizerName] = Field(
        "same",
        title=N_("D's optimizer"),
        description=N_("Another kind of optimizer for D alone."),
    )
    lr: float = Field(
        2e-4,
        gt=0,
        le=1,
        title=N_("Learning rate"),
        description=N_("Step size of the optimizer."),
    )
    d_rate: float = Field(
        1.0,
        ge=0.01,
        le=100,
        title=N_("D's rate over G's"),
        description=N_("Two time scales: D learns this many times as fast as G."),
    )
    beta1: float = Field(
        0.9,
        ge=0,
        lt=1,
        title=N_("Beta 1 (momentum)"),
        description=N_("Share of the past in the mean of gradients."),
    )
    beta2: float = Field(
        0.999,
        ge=0,
        lt=1,
        title=N_("Beta 2"),
        description=N_("Share of the past in the mean of squared gradients (Adam, RMSprop)."),
    )
    n_critic: int = Field(
        1,
        ge=1,
        le=20,
        title=N_("D moves per round"),
        description=N_("How often D moves, each time on new pictures, before G moves once."),
    )
    # One picture alone has no batch statistics: at least 2.
    batch: int = Field(
        64,
        ge=2,
        le=4096,
        title=N_("Batch size"),
        description=N_("Pictures in one batch; D sees as many real as fake ones."),
    )
    epochs: int = Field(
        50,
        ge=1,
        le=100_000,
        title=N_("Epochs"),
        description=N_("How often D sees each training picture."),
    )
    ema: float = Field(
        0.0,
        ge=0,
        le=0.99999,
        title=N_("EMA of G"),
        description=N_("Share of the old average kept at each step. 0 is off; .998 is steady."),
    )
    fakes: Fakes = fakes_field("fresh")
    precision: Precision = Field(
        "float32",
        title=N_("Precision of numbers"),
        description=N_(
            "Mixed: networks compute in bfloat16 where this machine does so natively, "
            "which is faster; weights, losses and penalties stay in float32."
        ),
    )

    def optimizer_of(self, player: str) -> OptimizerName:
        """Return the kind of optimizer that G or D has."""
        if player != "D" or self.d_optimizer == "same":
            return self.optimizer
        return self.d_optimizer


class Switches(Rates):
    """What D and G minimise, what keeps D flat, and what D sees; all off by default."""

    objective: ObjectiveName = Field(
        "nonsaturating",
        title=N_("Objective"),
        description=N_("What D and G minimise. Non-saturating is the usual first choice."),
    )
    smoothing: float = Field(
        0.0,
        ge=0,
        le=0.5,
        title=N_("Label smoothing"),
        description=N_("One-sided: real pictures get the target 1 minus this. 0 is off."),
    )
    d_norm: Norm = Field(
        "none",
        title=N_("Normalisation in D"),
        description=N_(
            "Spectral norm bounds how steep D can be, in every layer; BatchNorm mixes a batch, in "
            "the hidden layers but the first."
        ),
    )
    r1: float = Field(
        0.0,
        ge=0,
        le=1000,
        title=N_("R1 penalty"),
        description=N_("Keeps D flat around real pictures, so that training settles. 0 is off."),
    )
    r2: float = Field(
        0.0,
        ge=0,
        le=1000,
        title=N_("R2 penalty"),
        description=N_("Keeps D flat around fakes; R3GAN uses it together with R1. 0 is off."),
    )
    gp: float = Field(
        0.0,
        ge=0,
        le=1000,
        title=N_("Gradient penalty"),
        description=N_("Keeps D's slope near 1 between real and fake (WGAN-GP uses 10). 0 is off."),
    )
    clip: float = Field(
        0.0,
        ge=0,
        le=10,
        title=N_("Weight clipping"),
        description=N_("After each step D's weights are cut to plus or minus this. 0 is off."),
    )
    noise: float = Field(
        0.0,
        ge=0,
        le=10,
        title=N_("Instance noise"),
        description=N_("Standard deviation of noise on every picture that D sees. 0 is off."),
    )
    augment: Policy = Field(
        "none",
        title=N_("Augmentation for D"),
        description=N_("D sees real pictures and fakes only after random changes (DiffAugment)."),
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Switches:
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

    def adversarial(self) -> Adversarial:
        """Return the chosen objective with its smoothing.

        Raises:
            UserError: the objective has no labels to smooth.
        """
        return smoothed(OBJECTIVES[self.objective], self.smoothing)

    def span(self) -> float:
        """Return by how much what D reads moves where a picture moves by 1."""
        return 1.0

    def penalties(self) -> tuple[Penalty, ...]:
        """Return the penalties that are switched on; D's slope counts by what D reads.

        Penalties take slopes by the picture, which are `span` times those.
        """
        span = self.span()
        gp = partial(interpolated, target=span)
        weights: list[tuple[Callable[[float], Penalty], float]] = [
            (r1, self.r1),
            (r2, self.r2),
            (gp, self.gp),
        ]
        return tuple(make(weight / span**2) for make, weight in weights if weight > 0)

    def see(self) -> See:
        """Return what D sees of a picture: its augmented, noisy version."""
        return sight(self.augment, self.noise)
