"""Settings, networks and stages that the GANs of 2014 share: maxout, dropout, a falling rate."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage
from gan_core.nets.maxout import Discriminator, DShape, Generator
from gan_core.optimizers import anneal
from gan_core.recipe import Plan
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings, MoveOrder
from gan_core.settings.base import length, live
from gan_core.settings.pictures import Brightness, LatentPrior

LOWEST_RATE = 1e-6


class Settings(MoveOrder, Brightness, LatentPrior, AdversarialSettings):
    """Widths, dropout and the schedule of 2014."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    g_width: int = Field(
        1200, ge=1, le=4096, title=N_("Width of G"), description=N_("Units in each hidden layer.")
    )
    d_width: int = Field(
        240, ge=1, le=2048, title=N_("Width of D"), description=N_("Units in each maxout layer.")
    )
    pieces: int = Field(
        5,
        ge=1,
        le=16,
        title=N_("Pieces"),
        description=N_("Each maxout unit takes the largest of this many linear functions."),
    )
    g_dropout: float = Field(0.0, ge=0, lt=1, title=N_("Dropout in G"))
    dropout: float = Field(0.5, ge=0, lt=1, title=N_("Dropout in D"))
    input_dropout: float = Field(
        0.2,
        ge=0,
        lt=1,
        title=N_("Dropout of D's inputs"),
        description=N_("Share of a picture's numbers that D does not see, if D has dropout."),
    )
    d_weight: float = live(
        1.0,
        gt=0,
        le=1,
        title=N_("Weight of D's loss"),
        description=N_("Multiplies D's loss: with SGD D learns so much slower, with Adam hardly."),
    )
    rate_falls: float = live(
        1.0,
        ge=1,
        le=1.1,
        title=N_("Rate divided by"),
        description=N_("Each round divides the learning rate by this. 1: it stays."),
    )
    last_momentum: float = length(
        0.0,
        ge=0,
        lt=1,
        title=N_("Last momentum"),
        description=N_("SGD's momentum rises from beta 1 to this over the run. 0: it stays."),
    )

    def d_shape(self) -> DShape:
        """Return how D is built."""
        inputs = self.input_dropout if self.dropout else 0.0
        return DShape(
            self.d_width, self.pieces, dropout=self.dropout, inputs=inputs, levels=self.levels
        )


def build(settings: Settings, spec: Pictures, rng: Rng, classes: int = 0) -> Game:
    """Return the fully connected G and the maxout D, told the label where there are `classes`."""
    stream = rng["dropout"]
    g = Generator(
        settings.latent,
        [settings.g_width] * 2,
        spec.shape,
        dropout=settings.g_dropout,
        stream=stream,
        classes=classes,
        prior=settings.prior,
    )
    d = Discriminator(spec.numbers, settings.d_shape(), stream=stream, classes=classes)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, or both at one point on the same fakes; then the rate falls, if it does.

    The momentum rises with each round, where that is switched on.
    """
    rounds = plan.rounds(settings.epochs, settings.batch, settings.n_critic)
    momentum = (settings.beta1, settings.last_momentum)
    moving = settings.rate_falls > 1 or settings.last_momentum > 0
    schedule = anneal(settings.rate_falls, LOWEST_RATE, momentum, rounds)
    together = settings.moves == "together"
    return adversarial_stage(
        settings,
        plan,
        order="together" if together else "d_first",
        share="verdict" if together else None,
        scale=settings.d_weight,
        after=(schedule,) if moving else (),
    )


def references(settings: Settings) -> dict[str, float]:
    """Return the readings' values at the equilibrium, D's loss weighed as it is."""
    return equilibrium(settings, settings.d_weight)


QUICK: dict[str, Any] = {
    "g_width": 256, "d_width": 128, "pieces": 3, "dropout": 0.0, "lr": 1e-3, "smoothing": 0.1,
    "beta1": 0.5, "batch": 64, "epochs": 100, "ema": 0.99,
}  # fmt: skip
"""Ours: Adam on narrower networks."""

SGD_2014: dict[str, Any] = {
    "optimizer": "sgd", "lr": 0.1, "beta1": 0.5, "last_momentum": 0.7, "batch": 100, "epochs": 250,
    "moves": "together", "d_weight": 0.5, "levels": "unit",
}  # fmt: skip
"""What both GANs of 2014 did: SGD, and both gradients of half D's loss and G's at one point."""
