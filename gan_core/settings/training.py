"""Settings of any GAN that is trained: rates, length, averaging, arithmetic. Mixins."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from torch import nn
from torch.optim import Optimizer

from gan_core.ema import Ema
from gan_core.errors import N_
from gan_core.game import Role
from gan_core.optimizers import OptimizerName, optimizer
from gan_core.precision import Precision
from gan_core.settings.base import Section, Settings, length, live


class Latent(Settings):
    """The noise that G begins with."""

    section: ClassVar[Section] = "training"
    latent: int = Field(
        100,
        ge=1,
        le=1024,
        title=N_("Latent dimension"),
        description=N_("How many numbers z has, each drawn from N(0, 1)."),
    )


class Rates(Settings):
    """How fast the players learn."""

    section: ClassVar[Section] = "training"
    optimizer: OptimizerName = live(
        "adam",
        title=N_("Optimizer"),
        description=N_("How gradients become steps. Adam is the usual first choice."),
    )
    d_optimizer: Literal["same", OptimizerName] = live(
        "same",
        title=N_("D's optimizer"),
        description=N_("Another kind of optimizer for D alone."),
    )
    lr: float = live(
        2e-4,
        gt=0,
        le=1,
        title=N_("Learning rate"),
        description=N_("Step size of the optimizer."),
    )
    d_rate: float = live(
        1.0,
        ge=0.01,
        le=100,
        title=N_("D's rate over G's"),
        description=N_("Two time scales: D learns this many times as fast as G."),
    )
    beta1: float = live(
        0.9,
        ge=0,
        lt=1,
        title=N_("Beta 1 (momentum)"),
        description=N_("Share of the past in the mean of gradients."),
    )
    beta2: float = live(
        0.999,
        ge=0,
        lt=1,
        title=N_("Beta 2"),
        description=N_("Share of the past in the mean of squared gradients (Adam, RMSprop)."),
    )

    def optimizer_of(self, role: Role) -> OptimizerName:
        """Return the kind of optimizer of those who make, or judge."""
        if role == "makes" or self.d_optimizer == "same":
            return self.optimizer
        return self.d_optimizer

    def rate_of(self, role: Role) -> float:
        """Return the learning rate of those who make, or judge."""
        return self.lr if role == "makes" else self.lr * self.d_rate

    def optimizer_for(self, net: nn.Module, role: Role) -> Optimizer:
        """Return the optimizer of a player with `net`."""
        betas = (self.beta1, self.beta2)
        return optimizer(self.optimizer_of(role), net, self.rate_of(role), betas)


class Length(Settings):
    """How large a batch is, and how often each item is seen."""

    section: ClassVar[Section] = "training"
    # One picture alone has no batch statistics: at least 2.
    batch: int = live(
        64,
        ge=2,
        le=4096,
        title=N_("Batch size"),
        description=N_("Pictures in one batch; D sees as many real as fake ones."),
    )
    epochs: int = length(
        50,
        ge=1,
        le=100_000,
        title=N_("Epochs"),
        description=N_("How often D sees each training picture."),
    )


class Falling(Settings):
    """How the rates end."""

    section: ClassVar[Section] = "training"
    fall: float = length(
        0.5,
        ge=0,
        le=1,
        title=N_("Share with a falling rate"),
        description=N_(
            "Over this share of the run, at its end, learning rates fall evenly to 0. 0: they stay."
        ),
    )


class Averaging(Settings):
    """The average of G's weights that is shown."""

    section: ClassVar[Section] = "training"
    ema: float = live(
        0.0,
        ge=0,
        le=0.99999,
        title=N_("EMA of G"),
        description=N_("Share of the old average kept at each step. 0 is off; .998 is steady."),
    )

    def average_of(self, net: nn.Module) -> Ema | None:
        """Return the average of a network that makes, None where it is switched off."""
        return Ema(net, self.ema) if self.ema else None


class Arithmetic(Settings):
    """In which numbers the networks compute."""

    section: ClassVar[Section] = "training"
    precision: Precision = live(
        "float32",
        title=N_("Precision of numbers"),
        description=N_(
            "Mixed: networks compute in bfloat16 where this machine does so natively, "
            "which is faster; weights, losses and penalties stay in float32."
        ),
    )


class Grids(Settings):
    """How often a sample grid is kept, where the origin says so."""

    section: ClassVar[Section] = "training"
    grid_epochs: int = live(
        0,
        ge=0,
        le=1000,
        title=N_("Epochs between grids"),
        description=N_(
            "A sample grid is kept every so many epochs. 0: often at first, then ever more rarely."
        ),
    )
