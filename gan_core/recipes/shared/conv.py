"""Settings that the convolutional recipes share, and the small ones that are fast on a CPU."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.game import Game, Stage
from gan_core.losses.adversarial import MoreOfD, MoreOfG
from gan_core.nets.dcgan import Discriminator, DShape, Generator, GShape
from gan_core.nets.layers import Init
from gan_core.recipe import Plan
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings, MoveOrder
from gan_core.settings.pictures import Brightness, LatentPrior
from gan_core.settings.training import Grids


class ConvSettings(Grids, MoveOrder, Brightness, LatentPrior, AdversarialSettings):
    """Networks and rates of a convolutional G and D."""

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
    dropout: float = Field(0.3, ge=0, lt=1, title=N_("Dropout in D"))
    g_slope: float = Field(
        0.3, ge=0, lt=1, title=N_("Slope in G"), description=N_("Of LeakyReLU below 0. 0: ReLU.")
    )
    d_slope: float = Field(
        0.3, ge=0, lt=1, title=N_("Slope in D"), description=N_("Of LeakyReLU below 0. 0: ReLU.")
    )
    g_norm: Literal["batch", "none"] = Field(
        "batch",
        title=N_("Normalisation in G"),
        description=N_("BatchNorm after each layer but the last; or none, and biases instead."),
    )
    init: Init = Field(
        "torch",
        title=N_("First weights"),
        description=N_(
            "Torch: PyTorch's own. Normal: N(0, .02²), as DCGAN's. He: as WGAN-GP's code, with "
            "He's variance, which keeps the signal's size through ReLU."
        ),
    )

    @model_validator(mode="after")
    def _consistent(self) -> ConvSettings:
        if self.stem and self.kernel == 4:
            raise UserError(N_("The extra first layer needs an odd kernel: 3 or 5, not 4."))
        return self

    def d_shape(self) -> DShape:
        """Return how D is built."""
        return DShape(
            width=self.d_width,
            depth=self.d_depth,
            kernel=self.kernel,
            norm=self.d_norm,
            dropout=self.dropout,
            slope=self.d_slope,
            levels=self.levels,
            init=self.init,
        )

    def g_shape(self) -> GShape:
        """Return how G is built."""
        return GShape(
            width=self.g_width,
            kernel=self.kernel,
            stem=self.stem,
            slope=self.g_slope,
            norm=self.g_norm == "batch",
            levels=self.levels,
            prior=self.prior,
            init=self.init,
        )

    def generator(self, spec: Pictures, classes: int = 0) -> Generator:
        """Return the convolutional G, told the label where there are `classes`."""
        return Generator(self.latent, spec, self.g_shape(), classes=classes)


def build(settings: ConvSettings, spec: Pictures, rng: Rng) -> Game:
    """Return the convolutional G and D of the settings."""
    g = settings.generator(spec)
    return two_players(g, Discriminator(spec, settings.d_shape(), rng["dropout"]), rng, settings)


def stages(
    settings: ConvSettings,
    plan: Plan,
    more_d: MoreOfD | None = None,
    more_g: MoreOfG | None = None,
    g_steps: int = 1,
) -> tuple[Stage, ...]:
    """Both gradients at one point from shared fakes, then both steps; or in turn, D first."""
    together = settings.moves == "together"
    return adversarial_stage(
        settings,
        plan,
        order="together" if together else "d_first",
        share="verdict" if together else None,
        more_d=more_d,
        more_g=more_g,
        g_steps=g_steps,
    )


TUTORIAL: dict[str, Any] = {
    "moves": "together",
    "lr": 1e-4,
    "batch": 256,
    "epochs": 50,
    "grid_epochs": 5,
}
"""The TensorFlow tutorial's DCGAN; what is not said is the class's default."""

SMALL: dict[str, Any] = {
    "g_width": 32,
    "d_width": 16,
    "d_depth": 3,
    "kernel": 4,
    "stem": False,
    "dropout": 0.0,
    "lr": 2e-3,
    "beta1": 0.5,
    "beta2": 0.99,
    "batch": 64,
    "epochs": 200,
    "ema": 0.998,
}
"""Networks and rates of our small, quick presets; each adds its objective and what bounds D."""

FAST: dict[str, Any] = {**SMALL, "d_norm": "spectral"}

MINUTE: dict[str, Any] = {**FAST, "lr": 3e-3, "fakes": "shared", "precision": "mixed"}
"""What shows most after a minute on two cores; docs/performance.md has what else was tried."""
