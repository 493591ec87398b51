"""Settings that the convolutional recipes share, and the small ones that are fast on a CPU."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from gan_core.errors import N_, UserError
from gan_core.nets.dcgan import DShape, Norm
from gan_core.params import (
    Switches,
    batch_field,
    beta_field,
    epochs_field,
    latent_field,
    rate_field,
)
from gan_core.penalties import BATCHNORM_IN_D


class ConvSettings(Switches):
    """Networks and rates of a convolutional G and D."""

    latent: int = latent_field(100)
    g_width: int = Field(
        64,
        ge=1,
        le=1024,
        title=N_("Width of G"),
        description=N_("Channels before G's last layer; each layer towards z has twice as many."),
    )
    d_width: int = Field(
        64,
        ge=1,
        le=1024,
        title=N_("Width of D"),
        description=N_("Channels of D's first layer; each further layer has twice as many."),
    )
    d_depth: int = Field(2, ge=1, le=4, title=N_("Layers of D"))
    kernel: Literal[3, 4, 5] = Field(5, title=N_("Kernel"), description=N_("Side of the filters."))
    stem: bool = Field(
        True,
        title=N_("Extra first layer in G"),
        description=N_("One more convolution at the smallest size, as in the tutorial."),
    )
    d_norm: Norm = Field("none", title=N_("Normalisation in D"))
    dropout: float = Field(0.3, ge=0, lt=1, title=N_("Dropout in D"))
    moves: Literal["together", "in_turn"] = Field(
        "together",
        title=N_("Moves"),
        description=N_("Together: both gradients at one point, then both steps. In turn: D first."),
    )
    lr: float = rate_field(1e-4)
    beta1: float = beta_field(0.9, first=True)
    beta2: float = beta_field(0.999, first=False)
    batch: int = batch_field(256)
    epochs: int = epochs_field(50)
    grid_epochs: int = Field(
        5,
        ge=0,
        le=1000,
        title=N_("Epochs between grids"),
        description=N_(
            "A sample grid is kept every so many epochs. 0: often at first, then ever more rarely."
        ),
    )

    @model_validator(mode="after")
    def _consistent(self) -> ConvSettings:
        if self.stem and self.kernel == 4:
            raise UserError(N_("The extra first layer needs an odd kernel: 3 or 5, not 4."))
        if self.moves == "together" and self.n_critic > 1:
            raise UserError(
                N_(
                    "With moves together each player moves once a round: "
                    "set n_critic to 1 or moves to in_turn."
                )
            )
        if self.d_norm == "batch" and self.penalties():
            raise UserError(BATCHNORM_IN_D)
        return self

    def d_shape(self) -> DShape:
        """Return how D is built."""
        kernel = self.kernel
        return DShape(self.d_width, self.d_depth, kernel, self.d_norm, self.dropout)


FAST: dict[str, Any] = {
    "g_width": 32,
    "d_width": 16,
    "d_depth": 3,
    "kernel": 4,
    "stem": False,
    "d_norm": "spectral",
    "dropout": 0.0,
    "moves": "in_turn",
    "lr": 2e-3,
    "beta1": 0.5,
    "beta2": 0.99,
    "batch": 64,
    "epochs": 200,
    "ema": 0.998,
    "grid_epochs": 0,
}
