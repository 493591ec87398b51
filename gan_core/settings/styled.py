"""Settings of a style-based GAN: its networks, and what is played only every few rounds. Mixins."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from torch import nn
from torch.optim import Optimizer

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Role
from gan_core.nets import dcgan, style_critic
from gan_core.nets.style import Form, StyleShape
from gan_core.optimizers import optimizer
from gan_core.rng import Rng
from gan_core.settings.adversarial import Flatness
from gan_core.settings.base import Section, live
from gan_core.settings.training import Rates
from gan_core.settings.widths import Widths

Critic = Literal["residual", "spectral"]


class StyledNetworks(Widths):
    """What the style-based G and its D are built with."""

    section: ClassVar[Section] = "networks"
    form: Form = Field(
        "demodulated",
        title=N_("How w tells a layer"),
        description=N_(
            "Demodulated: w scales the weights, whose length is then made 1 (2020). AdaIN: w sets "
            "mean and deviation of each map (2019)."
        ),
    )
    style: int = Field(64, ge=2, le=1024, title=N_("Numbers in w"))
    depth: int = Field(
        3, ge=1, le=8, title=N_("Layers of the mapping"), description=N_("From z to w.")
    )
    layer_noise: bool = Field(
        True,
        title=N_("Noise in each layer"),
        description=N_("For what is random in a picture: hair, grain, the wobble of a stroke."),
    )
    mixing: float = Field(
        0.9,
        ge=0,
        le=1,
        title=N_("Style mixing"),
        description=N_("Share of fakes whose later layers are told another w while it trains."),
    )

    critic: Critic = Field(
        "residual",
        title=N_("Form of D"),
        description=N_(
            "Residual: as the second paper's. Spectral: DCGAN's under spectral norm, far cheaper, "
            "and bounded without R1."
        ),
    )

    def shape(self) -> StyleShape:
        """Return how G is built."""
        return StyleShape(
            self.g_width, self.most, self.style, self.depth, self.form, self.layer_noise
        )

    def discriminator(self, spec: Pictures, rng: Rng) -> nn.Module:
        """Return D."""
        if self.critic == "residual":
            return style_critic.Discriminator(spec, self.d_width, self.most)
        shape = dcgan.DShape(self.d_width, 3, 4, "spectral", dropout=0.0)
        return dcgan.Discriminator(spec, shape, rng["dropout"])


class Lazily(Flatness, Rates):
    """R1 and the path length, each in a phase of its own every few rounds."""

    section: ClassVar[Section] = "game"
    r1_every: int = live(
        16, ge=1, le=64, title=N_("Rounds between R1"), description=N_("Lazily: it costs less.")
    )
    path: float = live(
        0.0,
        ge=0,
        le=100,
        title=N_("Path length penalty"),
        description=N_("Steps in w move all pictures equally far. 0 is off; the paper has 2."),
    )
    path_every: int = live(8, ge=1, le=64, title=N_("Rounds between path lengths"))

    def optimizer_for(self, net: nn.Module, role: Role) -> Optimizer:
        """Return Adam's rates for phases that come lazily (appendix B of the second paper)."""
        every = self.path_every if role == "makes" and self.path else 0
        every = self.r1_every if role == "judges" and self.r1 else every
        share = every / (every + 1) if every else 1.0
        betas = self.beta1**share, self.beta2**share
        return optimizer(self.optimizer_of(role), net, self.rate_of(role) * share, betas)
