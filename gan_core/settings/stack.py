"""Settings of a GAN that draws texts in two stages."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.nets.stack import Conditioning, Refiner, Sketcher, TextCritic
from gan_core.nets.text import FEATURES
from gan_core.settings.adversarial import Flatness
from gan_core.settings.base import Section, Settings, length, live
from gan_core.settings.training import Latent


class Matching(Settings):
    """What is asked of G and D beside real or fake."""

    section: ClassVar[Section] = "game"
    kl: float = live(
        1.0,
        ge=0,
        le=100,
        title=N_("Weight of the conditioning's KL"),
        description=N_("Draws what G is told of a text to N(0, 1), so that near texts overlap."),
    )
    mismatch: float = live(
        0.5,
        ge=0,
        le=100,
        title=N_("Weight of wrong texts"),
        description=N_("A real picture beside another one's text counts as fake. 0 is off."),
    )


class StackNets(Flatness, Latent):
    """The networks of both stages."""

    section: ClassVar[Section] = "networks"
    g_width: int = Field(
        32, ge=1, le=256, title=N_("Width of G"), description=N_("Maps in its widest picture.")
    )
    d_width: int = Field(
        32, ge=1, le=256, title=N_("Width of D"), description=N_("Maps in its first layer.")
    )
    condition: int = Field(
        32,
        ge=1,
        le=512,
        title=N_("Numbers that a text is told by"),
        description=N_("To G and to D; the text's vector has 64."),
    )
    augment_text: bool = Field(
        True,
        title=N_("Conditioning augmentation"),
        description=N_("What G is told of a text is drawn from a distribution around it."),
    )
    factor: Literal["2", "4"] = Field(
        "2",
        title=N_("Enlarged by the second stage"),
        description=N_("The first stage's picture is so many times smaller."),
    )
    blocks: int = Field(2, ge=1, le=16, title=N_("Residual blocks"))
    change: bool = Field(
        True,
        title=N_("G says the change alone"),
        description=N_("What it says is added to the picture that it is shown."),
    )

    @property
    def times(self) -> int:
        """Return by how much the second stage enlarges."""
        return int(self.factor)

    def small(self, spec: Pictures) -> tuple[int, int, int]:
        """Return the shape of the first stage's pictures.

        Raises:
            UserError: pictures of this size have none.
        """
        channels, side, _ = spec.shape
        if side % self.times or side // self.times < 4:
            raise UserError(
                N_("Pictures of {size}x{size} cannot be {factor} times smaller."),
                size=side,
                factor=self.times,
            )
        return channels, side // self.times, side // self.times

    def makers(self, spec: Pictures) -> dict[str, Sketcher | Refiner]:
        """Return both Gs by their players' names."""

        def conditioning() -> Conditioning:
            return Conditioning(FEATURES, self.condition, fixed=not self.augment_text)

        parts = {"factor": self.times, "blocks": self.blocks}
        return {
            "G1": Sketcher(self.latent, conditioning(), self.small(spec), self.g_width),
            "G2": Refiner(conditioning(), spec.shape, self.g_width, **parts, change=self.change),
        }

    def critics(self, spec: Pictures) -> dict[str, TextCritic]:
        """Return both Ds by their players' names."""
        shapes = {"D1": self.small(spec), "D2": spec.shape}
        return {
            name: TextCritic(
                FEATURES, shape, self.d_width, numbers=self.condition, norm=self.d_norm
            )
            for name, shape in shapes.items()
        }


class SecondLength(Settings):
    """How long the second stage is."""

    section: ClassVar[Section] = "training"
    refine_epochs: int = length(
        50,
        ge=1,
        le=100_000,
        title=N_("Epochs of the second stage"),
        description=N_("While the first stage's networks rest."),
    )
